package dev.sockeye.internal;

import io.netty.util.NetUtil;
import java.io.ByteArrayInputStream;
import java.net.IDN;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * A private key and the certificates that vouch for it, the key's own first.
 *
 * <p>The JDK reads certificates but has no public way to make one; a self-signed one (RFC 5280 §4.1) is few enough lines to
 * write here, which spares users a library.
 */
record ServerCertificate(PrivateKey key, List<X509Certificate> chain) {
    /** Apple's systems accept at most 825 days, browsers 398; a certificate made at each start needs far less. */
    private static final Duration VALIDITY = Duration.ofDays(90);

    /** Clocks of the machines that try it out may differ. */
    private static final Duration BACKDATING = Duration.ofDays(1);

    private static final int SERIAL_BYTES = 16;
    private static final byte[] ECDSA_WITH_SHA256 = Der.sequence(Der.oid(1, 2, 840, 10045, 4, 3, 2));
    private static final byte[] COMMON_NAME = Der.oid(2, 5, 4, 3);
    private static final byte[] SUBJECT_ALTERNATIVE_NAME = Der.oid(2, 5, 29, 17);
    private static final byte[] EXTENDED_KEY_USAGE = Der.oid(2, 5, 29, 37);
    private static final byte[] SERVER_AUTHENTICATION = Der.oid(1, 3, 6, 1, 5, 5, 7, 3, 1);
    private static final int DNS_NAME = 2;
    private static final int IP_ADDRESS = 7;

    ServerCertificate {
        chain = List.copyOf(chain);
    }

    /** {@return a new key with a certificate signed by itself, for the given names and addresses} */
    static ServerCertificate selfSigned(List<String> hosts, Instant now) throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        KeyPair keys = generator.generateKeyPair();
        byte[] content = content(hosts, keys, now);
        Signature signature = Signature.getInstance("SHA256withECDSA");
        signature.initSign(keys.getPrivate());
        signature.update(content);
        byte[] certificate = Der.sequence(content, ECDSA_WITH_SHA256, Der.bits(signature.sign()));
        X509Certificate read = (X509Certificate)
                CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(certificate));
        read.verify(keys.getPublic());
        return new ServerCertificate(keys.getPrivate(), List.of(read));
    }

    /** RFC 5280 §4.1: TBSCertificate. */
    private static byte[] content(List<String> hosts, KeyPair keys, Instant now) {
        byte[] version3 = Der.element(Der.EXPLICIT, Der.integer(2));
        byte[] name = Der.sequence(Der.element(Der.SET, Der.sequence(COMMON_NAME, Der.utf8(hosts.get(0)))));
        byte[] validity = Der.sequence(Der.time(now.minus(BACKDATING)), Der.time(now.plus(VALIDITY)));
        byte[] names = extension(
                SUBJECT_ALTERNATIVE_NAME,
                Der.sequence(
                        hosts.stream().map(ServerCertificate::alternativeName).toArray(byte[][]::new)));
        byte[] use = extension(EXTENDED_KEY_USAGE, Der.sequence(SERVER_AUTHENTICATION));
        byte[] extensions = Der.element(Der.EXPLICIT + 3, Der.sequence(names, use));
        byte[] publicKey = keys.getPublic().getEncoded();
        return Der.sequence(
                version3,
                Der.element(Der.INTEGER, serial()),
                ECDSA_WITH_SHA256,
                name,
                validity,
                name,
                publicKey,
                extensions);
    }

    /** RFC 5280 §4.1.2.2: positive; so long that no two certificates share it. */
    private static byte[] serial() {
        byte[] serial = new byte[SERIAL_BYTES];
        new SecureRandom().nextBytes(serial);
        serial[0] = (byte) ((serial[0] & 0x3F) | 0x40);
        return serial;
    }

    private static byte[] extension(byte[] oid, byte[] value) {
        return Der.sequence(oid, Der.element(Der.OCTET_STRING, value));
    }

    /** RFC 5280 §4.2.1.6: GeneralName. */
    private static byte[] alternativeName(String host) {
        byte[] address = NetUtil.createByteArrayFromIpAddressString(host);
        return address == null
                ? Der.element(Der.IMPLICIT + DNS_NAME, IDN.toASCII(host).getBytes(StandardCharsets.US_ASCII))
                : Der.element(Der.IMPLICIT + IP_ADDRESS, address);
    }
}
