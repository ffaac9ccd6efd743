package dev.sockeye.internal;

import dev.sockeye.ClientTls;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolConfig.Protocol;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectedListenerFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectorFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/** A client's TLS, made of its settings. Safe from any thread. */
final class ClientTlsContext {
    private final SslContext context;

    private ClientTlsContext(SslContext context) {
        this.context = context;
    }

    /**
     * {@return TLS with these settings}
     *
     * @throws IllegalArgumentException if a file cannot be used
     */
    static ClientTlsContext of(ClientTls tls) {
        try {
            SslContextBuilder builder = SslContextBuilder.forClient()
                    .sslProvider(OpenSsl.isAvailable() ? SslProvider.OPENSSL : SslProvider.JDK)
                    .protocols("TLSv1.3", "TLSv1.2")
                    // RFC 2818 §3.1: the certificate must be made out to the host that was asked for
                    .endpointIdentificationAlgorithm(tls.anyCertificate() ? "" : "HTTPS")
                    // A server that was offered h2 might speak it; RFC 6455 upgrades HTTP/1.1
                    .applicationProtocolConfig(new ApplicationProtocolConfig(
                            Protocol.ALPN,
                            SelectorFailureBehavior.NO_ADVERTISE,
                            SelectedListenerFailureBehavior.ACCEPT,
                            ApplicationProtocolNames.HTTP_1_1));
            if (tls.anyCertificate()) {
                builder.trustManager(InsecureTrustManagerFactory.INSTANCE);
            } else if (!tls.trusted().isEmpty()) {
                builder.trustManager(systemAnd(tls.trusted()));
            }
            if (tls.identity().isPresent()) {
                identify(builder, tls.identity().get());
            }
            return new ClientTlsContext(builder.build());
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("TLS cannot be set up by this Java: " + e.getMessage(), e);
        }
    }

    private static void identify(SslContextBuilder builder, ClientTls.Identity identity) {
        try {
            builder.keyManager(identity.chain().toFile(), identity.key().toFile());
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "TLS cannot be set up: " + identity.chain() + " and " + identity.key()
                            + " are no certificate and private key in PEM, or cannot be read",
                    e);
        }
    }

    private static Collection<? extends Certificate> certificates(Path file) throws GeneralSecurityException {
        try (InputStream in = Files.newInputStream(file)) {
            Collection<? extends Certificate> certificates =
                    CertificateFactory.getInstance("X.509").generateCertificates(in);
            if (certificates.isEmpty()) {
                throw new IllegalArgumentException("TLS cannot be set up: " + file + " holds no certificate");
            }
            return certificates;
        } catch (IOException | CertificateException e) {
            throw new IllegalArgumentException(
                    "TLS cannot be set up: " + file + " holds no certificates in PEM: " + e, e);
        }
    }

    /** The certificates that the platform trusts, and those of the files. */
    private static TrustManagerFactory systemAnd(List<Path> files) throws GeneralSecurityException, IOException {
        KeyStore all = KeyStore.getInstance(KeyStore.getDefaultType());
        all.load(null, null);
        int count = 0;
        for (TrustManager manager : factory(null).getTrustManagers()) {
            if (manager instanceof X509TrustManager system) {
                for (X509Certificate certificate : system.getAcceptedIssuers()) {
                    all.setCertificateEntry("trusted-" + count++, certificate);
                }
            }
        }
        for (Path file : files) {
            for (Certificate certificate : certificates(file)) {
                all.setCertificateEntry("trusted-" + count++, certificate);
            }
        }
        return factory(all);
    }

    private static TrustManagerFactory factory(@Nullable KeyStore trusted) throws GeneralSecurityException {
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(trusted);
        return factory;
    }

    /**
     * {@return the handler for one connection}
     *
     * @param host a name, which is sent to the server (SNI), or an address
     */
    SslHandler newHandler(ByteBufAllocator allocator, String host, int port) {
        // RFC 6066 §3: the name is sent without a trailing dot
        String peer = host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
        SslHandler handler = context.newHandler(allocator, peer, port);
        // The attempt keeps the time of its stages itself
        handler.setHandshakeTimeoutMillis(0);
        return handler;
    }
}
