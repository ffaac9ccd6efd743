package dev.sockeye;

import java.nio.file.Path;
import java.util.List;

/**
 * Where a server's certificate comes from. TLS 1.2 and 1.3 are spoken, by the JDK, or by BoringSSL when netty-tcnative is
 * on the class path; ALPN agrees on {@code http/1.1} only.
 */
public sealed interface ServerTls {
    /**
     * {@return a certificate from PEM files} They are read when the server starts.
     *
     * @param certificates the server's certificate, and behind it those that lead to a root that clients trust
     * @param key the private key of the first certificate: PKCS#8, PKCS#1 (RSA) or SEC 1 (EC), not encrypted
     */
    static ServerTls pem(Path certificates, Path key) {
        return new Pem(certificates, key);
    }

    /**
     * {@return a new certificate at each start, which no client trusts unless it is told to: for development and tests}
     *
     * @param hosts the names and addresses that the certificate is for; at least one
     */
    static ServerTls selfSigned(String... hosts) {
        return new SelfSigned(List.of(hosts));
    }

    /** A certificate from PEM files. */
    record Pem(Path certificates, Path key) implements ServerTls {}

    /** A certificate made at the start. */
    record SelfSigned(List<String> hosts) implements ServerTls {
        public SelfSigned {
            hosts = List.copyOf(hosts);
            if (hosts.isEmpty()) {
                throw new IllegalArgumentException("a certificate is for at least one name or address");
            }
        }
    }
}
