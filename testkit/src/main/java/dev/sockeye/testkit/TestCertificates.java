package dev.sockeye.testkit;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * A certificate authority that lives for one test, and certificates of all the kinds that TLS accepts and refuses. Made in
 * memory, without another program: P-256 keys, ECDSA with SHA-256.
 *
 * <p>Safe from any thread.
 */
public final class TestCertificates {
    private static final String ECDSA_WITH_SHA256 = "1.2.840.10045.4.3.2";
    private static final String COMMON_NAME = "2.5.4.3";
    private static final String KEY_USAGE = "2.5.29.15";
    private static final String SUBJECT_ALTERNATIVE_NAME = "2.5.29.17";
    private static final String BASIC_CONSTRAINTS = "2.5.29.19";
    private static final int DNS_NAME = 2;
    private static final int IP_ADDRESS = 7;
    private static final int VERSION_3 = 2;
    private static final Duration DAY = Duration.ofDays(1);
    private static final SecureRandom RANDOM = new SecureRandom();

    private final Issued authority;

    private TestCertificates(Issued authority) {
        this.authority = authority;
    }

    /** {@return a new authority} */
    public static TestCertificates authority() {
        KeyPair keys = newKeys();
        Instant now = Instant.now();
        Issued self = new Issued(
                keys.getPrivate(),
                List.of(certificate(
                        new Wanted("Sockeye test authority", List.of(), true, now.minus(DAY), now.plus(DAY)),
                        keys.getPublic(),
                        "Sockeye test authority",
                        keys.getPrivate())));
        return new TestCertificates(self);
    }

    /** {@return a certificate that nobody but itself vouches for} */
    public static Issued selfSigned(String... hosts) {
        KeyPair keys = newKeys();
        Instant now = Instant.now();
        Wanted wanted = new Wanted(hosts[0], List.of(hosts), false, now.minus(DAY), now.plus(DAY));
        return new Issued(
                keys.getPrivate(), List.of(certificate(wanted, keys.getPublic(), hosts[0], keys.getPrivate())));
    }

    /** {@return the authority's own certificate and key} */
    public Issued self() {
        return authority;
    }

    /**
     * {@return a certificate of this authority, valid today}
     *
     * @param hosts names and addresses that it is made out to; at least one
     */
    public Issued issue(String... hosts) {
        Instant now = Instant.now();
        return issue(now.minus(DAY), now.plus(DAY), hosts);
    }

    /** {@return a certificate of this authority that ended yesterday} */
    public Issued issueExpired(String... hosts) {
        Instant now = Instant.now();
        return issue(now.minus(DAY.multipliedBy(10)), now.minus(DAY), hosts);
    }

    /** {@return a certificate of this authority that begins tomorrow} */
    public Issued issueNotYetValid(String... hosts) {
        Instant now = Instant.now();
        return issue(now.plus(DAY), now.plus(DAY.multipliedBy(2)), hosts);
    }

    private Issued issue(Instant from, Instant until, String... hosts) {
        KeyPair keys = newKeys();
        X509Certificate certificate = certificate(
                new Wanted(hosts[0], List.of(hosts), false, from, until),
                keys.getPublic(),
                "Sockeye test authority",
                authority.key());
        List<X509Certificate> chain = new ArrayList<>();
        chain.add(certificate);
        chain.addAll(authority.chain());
        return new Issued(keys.getPrivate(), chain);
    }

    /**
     * A certificate with its key.
     *
     * @param chain the certificate, and the authority's if there is one
     */
    public record Issued(PrivateKey key, List<X509Certificate> chain) {
        public Issued {
            chain = List.copyOf(chain);
        }

        /** {@return the chain as PEM} */
        public String certificatePem() {
            return chain.stream().map(Issued::pem).collect(Collectors.joining());
        }

        private static String pem(X509Certificate certificate) {
            try {
                return TestCertificates.pem("CERTIFICATE", certificate.getEncoded());
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException(e);
            }
        }

        /** {@return the key as PEM, in PKCS #8, not encrypted} */
        public String keyPem() {
            return TestCertificates.pem("PRIVATE KEY", key.getEncoded());
        }

        /** {@return the chain and the key as files in a directory: {@code NAME.crt} and {@code NAME.key}} */
        public PemFiles writeTo(Path directory, String name) {
            try {
                return new PemFiles(
                        Files.writeString(directory.resolve(name + ".crt"), certificatePem()),
                        Files.writeString(directory.resolve(name + ".key"), keyPem()));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        /** {@return TLS for a server of the JDK that shows this certificate, and trusts clients of the same authority} */
        public SSLContext serverContext() {
            try {
                KeyStore keys = KeyStore.getInstance(KeyStore.getDefaultType());
                keys.load(null, null);
                keys.setKeyEntry("key", key, new char[0], chain.toArray(new X509Certificate[0]));
                KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
                managers.init(keys, new char[0]);
                keys.setCertificateEntry("authority", chain.get(chain.size() - 1));
                TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
                trust.init(keys);
                SSLContext context = SSLContext.getInstance("TLS");
                context.init(managers.getKeyManagers(), trust.getTrustManagers(), null);
                return context;
            } catch (GeneralSecurityException | IOException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    /** Where a certificate and its key were written. */
    public record PemFiles(Path certificate, Path key) {}

    private record Wanted(String name, List<String> hosts, boolean isAuthority, Instant from, Instant until) {}

    private static KeyPair newKeys() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"), RANDOM);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** RFC 5280 §4.1. */
    private static X509Certificate certificate(Wanted wanted, PublicKey key, String issuer, PrivateKey issuerKey) {
        byte[] algorithm = Der.sequence(Der.oid(ECDSA_WITH_SHA256));
        byte[] toSign = Der.sequence(
                Der.explicit(0, Der.integer(BigInteger.valueOf(VERSION_3))),
                Der.integer(new BigInteger(63, RANDOM).add(BigInteger.ONE)),
                algorithm,
                commonName(issuer),
                Der.sequence(Der.utcTime(wanted.from()), Der.utcTime(wanted.until())),
                commonName(wanted.name()),
                key.getEncoded(),
                Der.explicit(3, extensions(wanted)));
        try {
            Signature signature = Signature.getInstance("SHA256withECDSA");
            signature.initSign(issuerKey);
            signature.update(toSign);
            byte[] whole = Der.sequence(toSign, algorithm, Der.bitString(0, signature.sign()));
            return (X509Certificate)
                    CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(whole));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] commonName(String name) {
        return Der.sequence(Der.set(Der.sequence(Der.oid(COMMON_NAME), Der.utf8String(name))));
    }

    private static byte[] extensions(Wanted wanted) {
        List<byte[]> extensions = new ArrayList<>();
        if (wanted.isAuthority()) {
            extensions.add(critical(BASIC_CONSTRAINTS, Der.sequence(Der.bool(true))));
            // keyCertSign and cRLSign
            extensions.add(critical(KEY_USAGE, Der.bitString(1, new byte[] {0x06})));
        } else {
            // digitalSignature
            extensions.add(critical(KEY_USAGE, Der.bitString(7, new byte[] {(byte) 0x80})));
            List<byte[]> names =
                    wanted.hosts().stream().map(TestCertificates::generalName).toList();
            extensions.add(Der.sequence(Der.oid(SUBJECT_ALTERNATIVE_NAME), Der.octetString(Der.sequence(names))));
        }
        return Der.sequence(extensions);
    }

    private static byte[] critical(String oid, byte[] value) {
        return Der.sequence(Der.oid(oid), Der.bool(true), Der.octetString(value));
    }

    private static byte[] generalName(String host) {
        boolean address = host.indexOf(':') >= 0 || host.chars().allMatch(c -> c == '.' || (c >= '0' && c <= '9'));
        if (!address) {
            return Der.implicit(DNS_NAME, host.getBytes(StandardCharsets.US_ASCII));
        }
        try {
            return Der.implicit(IP_ADDRESS, InetAddress.getByName(host).getAddress());
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(host + " is neither a name nor an address", e);
        }
    }

    private static String pem(String type, byte[] der) {
        String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
        return "-----BEGIN " + type + "-----\n" + body + "\n-----END " + type + "-----\n";
    }
}
