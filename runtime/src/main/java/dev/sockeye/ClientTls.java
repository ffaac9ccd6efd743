package dev.sockeye;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How a client sets up TLS for {@code wss} URIs: whom it trusts, and what it shows of itself. TLS 1.2 or newer; the host's
 * name is sent (SNI) and the certificate must be made out to it.
 *
 * <p>Files are read when the client is built; certificates that are exchanged later are not seen by it.
 *
 * @param trusted PEM files of certificates to trust beside those that the Java platform trusts
 * @param anyCertificate whether any certificate is taken, for any host
 * @param identity what to show to a server that asks for a client certificate
 */
public record ClientTls(List<Path> trusted, boolean anyCertificate, Optional<Identity> identity) {
    /**
     * A client certificate.
     *
     * @param chain a PEM file of the certificate and those that signed it, in this order
     * @param key a PEM file of the private key in PKCS #8, not encrypted
     */
    public record Identity(Path chain, Path key) {}

    private static final ClientTls SYSTEM = new ClientTls(List.of(), false, Optional.empty());

    public ClientTls {
        trusted = List.copyOf(trusted);
        if (anyCertificate && !trusted.isEmpty()) {
            throw new IllegalArgumentException(
                    "TLS that takes any certificate needs no trusted ones; choose one of both");
        }
    }

    /** {@return TLS that trusts whom the Java platform trusts} */
    public static ClientTls system() {
        return SYSTEM;
    }

    /** {@return TLS that also trusts the certificates in a PEM file, such as those of a company's own authority} */
    public static ClientTls trust(Path pem) {
        return SYSTEM.andTrust(pem);
    }

    /**
     * {@return TLS that takes any certificate for any host} It keeps out those who only listen, and nobody who can put
     * himself between the two ends. For tests on one's own machines.
     */
    public static ClientTls insecure() {
        return new ClientTls(List.of(), true, Optional.empty());
    }

    /** {@return these settings with the certificates of one more PEM file trusted} */
    public ClientTls andTrust(Path pem) {
        List<Path> more = new ArrayList<>(trusted);
        more.add(pem);
        return new ClientTls(more, anyCertificate, identity);
    }

    /**
     * {@return these settings with a client certificate}
     *
     * @param chain a PEM file of the certificate and those that signed it, in this order
     * @param key a PEM file of the private key in PKCS #8, not encrypted
     */
    public ClientTls withIdentity(Path chain, Path key) {
        return new ClientTls(trusted, anyCertificate, Optional.of(new Identity(chain, key)));
    }
}
