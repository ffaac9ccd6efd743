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
import io.netty.util.NetUtil;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
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
     * @throws IllegalArgumentException if a file cannot be used, or a key does not belong to its certificate
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
        } catch (PemFiles.UnusableFileException e) {
            throw new IllegalArgumentException("TLS cannot be set up: " + e.getMessage(), e);
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("TLS cannot be set up by this Java: " + e.getMessage(), e);
        }
    }

    private static void identify(SslContextBuilder builder, ClientTls.Identity identity)
            throws PemFiles.UnusableFileException, GeneralSecurityException {
        List<X509Certificate> chain = PemFiles.certificates(identity.chain());
        builder.keyManager(PemFiles.privateKey(identity.key(), chain, identity.chain()), chain);
    }

    /** The certificates that the platform trusts, and those of the files. */
    private static TrustManagerFactory systemAnd(List<Path> files)
            throws GeneralSecurityException, IOException, PemFiles.UnusableFileException {
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
            for (X509Certificate certificate : PemFiles.certificates(file)) {
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
        sendName(handler.engine(), peer);
        // The attempt keeps the time of its stages itself
        handler.setHandshakeTimeoutMillis(0);
        return handler;
    }

    /** RFC 6066 §3. Left to itself the JDK sends no name that has no dot in it, such as that of a container. */
    private static void sendName(SSLEngine engine, String name) {
        if (NetUtil.isValidIpV4Address(name) || NetUtil.isValidIpV6Address(name)) {
            return;
        }
        SSLParameters parameters = engine.getSSLParameters();
        try {
            parameters.setServerNames(List.of(new SNIHostName(name)));
        } catch (IllegalArgumentException notAHostName) {
            // Such as one with an underscore: the resolver takes it, TLS cannot carry it
            return;
        }
        engine.setSSLParameters(parameters);
    }
}
