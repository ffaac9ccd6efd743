package dev.sockeye.internal;

import dev.sockeye.ServerStartException;
import dev.sockeye.ServerStartException.Kind;
import dev.sockeye.ServerTls;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolConfig.Protocol;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectedListenerFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectorFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.lang.System.Logger;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import javax.net.ssl.SSLException;

/** Makes a server's TLS context of its settings. */
record ServerTlsContext(SslContext context, X509Certificate certificate) {
    private static final Logger LOG = System.getLogger(ServerTlsContext.class.getName());

    /**
     * {@return the context}
     *
     * @throws ServerStartException if a file cannot be used
     */
    static ServerTlsContext of(ServerTls tls) {
        try {
            ServerCertificate certificate = certificate(tls);
            warnOfDates(certificate.chain().get(0));
            return new ServerTlsContext(
                    context(certificate), certificate.chain().get(0));
        } catch (PemFiles.UnusableFileException e) {
            throw new ServerStartException(Kind.CERTIFICATE_UNUSABLE, "TLS cannot be set up: " + e.getMessage(), e);
        } catch (GeneralSecurityException | SSLException e) {
            throw new ServerStartException(
                    Kind.TLS_UNAVAILABLE, "TLS cannot be set up by this Java: " + e.getMessage(), e);
        }
    }

    private static ServerCertificate certificate(ServerTls tls)
            throws PemFiles.UnusableFileException, GeneralSecurityException {
        if (tls instanceof ServerTls.SelfSigned selfSigned) {
            return ServerCertificate.selfSigned(selfSigned.hosts(), Instant.now());
        }
        ServerTls.Pem pem = (ServerTls.Pem) tls;
        List<X509Certificate> chain = PemFiles.certificates(pem.certificates());
        return new ServerCertificate(PemFiles.privateKey(pem.key(), chain, pem.certificates()), chain);
    }

    private static void warnOfDates(X509Certificate certificate) {
        Instant now = Instant.now();
        Instant end = certificate.getNotAfter().toInstant();
        if (now.isAfter(end)) {
            LOG.log(Logger.Level.WARNING, "the server''s certificate has expired on {0}; clients will refuse it", end);
        }
        Instant start = certificate.getNotBefore().toInstant();
        if (now.isBefore(start)) {
            LOG.log(
                    Logger.Level.WARNING,
                    "the server''s certificate is valid from {0} on; clients will refuse it",
                    start);
        }
    }

    private static SslContext context(ServerCertificate certificate) throws SSLException {
        X509Certificate[] chain = certificate.chain().toArray(X509Certificate[]::new);
        return SslContextBuilder.forServer(certificate.key(), chain)
                .sslProvider(OpenSsl.isAvailable() ? SslProvider.OPENSSL : SslProvider.JDK)
                .protocols("TLSv1.3", "TLSv1.2")
                // A client that offers h2 too gets http/1.1; one that offers neither goes on without ALPN
                .applicationProtocolConfig(new ApplicationProtocolConfig(
                        Protocol.ALPN,
                        SelectorFailureBehavior.NO_ADVERTISE,
                        SelectedListenerFailureBehavior.ACCEPT,
                        ApplicationProtocolNames.HTTP_1_1))
                .build();
    }
}
