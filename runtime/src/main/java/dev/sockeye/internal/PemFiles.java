package dev.sockeye.internal;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads certificates and private keys from PEM files (RFC 7468). Messages of failures are for the server's operator. */
final class PemFiles {
    private static final Pattern BLOCK =
            Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----(.*?)-----END \\1-----", Pattern.DOTALL);

    /** How a key of each kind signs something, to see whether it belongs to its certificate. */
    private static final Map<String, String> SIGNATURES = Map.of("RSA", "SHA256withRSA", "EC", "SHA256withECDSA");

    /** A file that cannot be used; the message says why and what to do, and never holds any of a key. */
    static final class UnusableFileException extends Exception {
        private static final long serialVersionUID = 1L;

        UnusableFileException(String message, Throwable cause) {
            super(message, cause);
        }

        UnusableFileException(String message) {
            super(message);
        }
    }

    private record Block(String label, String content) {
        byte[] bytes(Path file) throws UnusableFileException {
            try {
                return Base64.getMimeDecoder().decode(content);
            } catch (IllegalArgumentException e) {
                throw new UnusableFileException(file + " holds a damaged block \"" + label + "\": it is not base64", e);
            }
        }
    }

    private PemFiles() {}

    /** {@return the certificates of a file, in its order; at least one} */
    static List<X509Certificate> certificates(Path file) throws UnusableFileException {
        List<X509Certificate> certificates = new ArrayList<>();
        for (Block block : blocks(file)) {
            if (block.label().equals("CERTIFICATE")) {
                certificates.add(certificate(block.bytes(file), file));
            }
        }
        if (certificates.isEmpty()) {
            throw new UnusableFileException(
                    file + " holds no certificate; expected a PEM file with \"-----BEGIN CERTIFICATE-----\"");
        }
        return certificates;
    }

    private static X509Certificate certificate(byte[] der, Path file) throws UnusableFileException {
        try {
            CertificateFactory factory = CertificateFactory.getInstance("X.509");
            return (X509Certificate) factory.generateCertificate(new ByteArrayInputStream(der));
        } catch (CertificateException e) {
            throw new UnusableFileException(file + " holds a damaged certificate: " + e.getMessage(), e);
        }
    }

    /**
     * {@return the private key of a file}
     *
     * @param algorithm of the public key that it belongs to, such as {@code RSA} or {@code EC}
     */
    static PrivateKey privateKey(Path file, String algorithm) throws UnusableFileException {
        for (Block block : blocks(file)) {
            switch (block.label()) {
                case "PRIVATE KEY" -> {
                    return privateKey(block.bytes(file), algorithm, file);
                }
                case "RSA PRIVATE KEY" -> {
                    requirePlain(block, file);
                    return privateKey(Der.pkcs8OfPkcs1(block.bytes(file)), algorithm, file);
                }
                case "EC PRIVATE KEY" -> {
                    requirePlain(block, file);
                    return privateKey(pkcs8OfSec1(block.bytes(file), file), algorithm, file);
                }
                case "ENCRYPTED PRIVATE KEY" -> throw encrypted(file);
                default -> {
                    // Certificates and EC PARAMETERS may stand beside the key
                }
            }
        }
        throw new UnusableFileException(
                file + " holds no private key; expected a PEM file with \"-----BEGIN PRIVATE KEY-----\"");
    }

    private static byte[] pkcs8OfSec1(byte[] sec1, Path file) throws UnusableFileException {
        try {
            return Der.pkcs8OfSec1(sec1);
        } catch (IllegalArgumentException e) {
            throw new UnusableFileException(
                    file + " holds an EC key that names no curve; convert it with \"openssl pkcs8 -topk8 -nocrypt\"",
                    e);
        }
    }

    private static void requirePlain(Block block, Path file) throws UnusableFileException {
        // RFC 1421 §4.6.1.1: how OpenSSL marks the encryption of the older formats
        if (block.content().contains("Proc-Type:")) {
            throw encrypted(file);
        }
    }

    private static UnusableFileException encrypted(Path file) {
        return new UnusableFileException("the private key in " + file
                + " is encrypted, which is not supported; decrypt it with \"openssl pkey -in KEY -out PLAIN-KEY\"");
    }

    /**
     * {@return the private key of a file, which belongs to the first certificate of another}
     *
     * @param chain what {@code certificates} holds
     * @throws GeneralSecurityException if this Java cannot sign with such keys
     */
    static PrivateKey privateKey(Path file, List<X509Certificate> chain, Path certificates)
            throws UnusableFileException, GeneralSecurityException {
        PublicKey publicKey = chain.get(0).getPublicKey();
        PrivateKey key = privateKey(file, publicKey.getAlgorithm());
        if (!belongTogether(key, publicKey)) {
            throw new UnusableFileException(
                    "the private key in " + file + " does not belong to the first certificate in " + certificates);
        }
        return key;
    }

    private static boolean belongTogether(PrivateKey key, PublicKey publicKey) throws GeneralSecurityException {
        String algorithm = SIGNATURES.getOrDefault(publicKey.getAlgorithm(), publicKey.getAlgorithm());
        byte[] probe = {1, 2, 3};
        Signature signing = Signature.getInstance(algorithm);
        signing.initSign(key);
        signing.update(probe);
        Signature verifying = Signature.getInstance(algorithm);
        verifying.initVerify(publicKey);
        verifying.update(probe);
        return verifying.verify(signing.sign());
    }

    private static PrivateKey privateKey(byte[] pkcs8, String algorithm, Path file) throws UnusableFileException {
        try {
            return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
        } catch (InvalidKeySpecException e) {
            throw new UnusableFileException(
                    "the private key in " + file + " is damaged, or does not belong to the certificate, whose key is "
                            + algorithm,
                    e);
        } catch (GeneralSecurityException e) {
            throw new UnusableFileException("this Java knows no keys of the kind " + algorithm, e);
        }
    }

    private static List<Block> blocks(Path file) throws UnusableFileException {
        List<Block> blocks = new ArrayList<>();
        Matcher matcher = BLOCK.matcher(read(file));
        while (matcher.find()) {
            blocks.add(new Block(matcher.group(1), matcher.group(2)));
        }
        return blocks;
    }

    private static String read(Path file) throws UnusableFileException {
        try {
            return Files.readString(file, StandardCharsets.ISO_8859_1);
        } catch (NoSuchFileException e) {
            throw new UnusableFileException(file + " does not exist", e);
        } catch (IOException e) {
            String why = Files.isDirectory(file)
                    ? "it is a directory"
                    : Files.isReadable(file) ? String.valueOf(e.getMessage()) : "no permission";
            throw new UnusableFileException(file + " cannot be read: " + why, e);
        }
    }
}
