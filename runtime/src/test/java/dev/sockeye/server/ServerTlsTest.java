package dev.sockeye.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sockeye.ServerTls;
import dev.sockeye.WebSocketServer;
import dev.sockeye.WebSocketServerBuilder;
import dev.sockeye.protocol.close.CloseCause;
import dev.sockeye.protocol.close.CloseCode;
import dev.sockeye.protocol.close.CloseReport;
import dev.sockeye.protocol.close.Moment;
import dev.sockeye.protocol.close.TransportEnd;
import dev.sockeye.testkit.TestCertificates;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServerTlsTest {
    private final Reports reports = new Reports();
    private final List<AutoCloseable> resources = new ArrayList<>();

    @AfterEach
    void close() throws Exception {
        for (int i = resources.size() - 1; i >= 0; i--) {
            resources.get(i).close();
        }
    }

    private WebSocketServerBuilder builder() {
        return WebSocketServer.builder()
                .threads(1)
                .onClose(reports)
                .tls(ServerTls.selfSigned("localhost", "127.0.0.1"))
                .route("/echo", request -> new Echo());
    }

    private WebSocketServer start(WebSocketServerBuilder builder) {
        WebSocketServer server = builder.start();
        resources.add(server);
        return server;
    }

    /** A client's socket that trusts only this certificate and checks the server's name. */
    private SSLSocket socket(WebSocketServer server, X509Certificate trusted) throws Exception {
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        store.setCertificateEntry("trusted", trusted);
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket("localhost", server.port());
        resources.add(socket);
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        socket.setSSLParameters(parameters);
        return socket;
    }

    private RawClient plainClient(WebSocketServer server) throws IOException {
        RawClient client = new RawClient(server);
        resources.add(client);
        return client;
    }

    @Test
    @Tag("RFC6455-4.2.2-2")
    @Tag("RFC6455-10.6-1")
    void aSelfSignedCertificateServesItsHosts() throws Exception {
        WebSocketServer server = start(builder());
        assertThat(server.uri("/echo").toString()).startsWith("wss://127.0.0.1:");
        RawClient client = new RawClient(socket(server, server.certificate().orElseThrow()));
        byte[] head = RawClient.upgrade("/echo").getBytes(StandardCharsets.US_ASCII);
        byte[] frame = RawClient.textFrame("early");
        byte[] glued = new byte[head.length + frame.length];
        System.arraycopy(head, 0, glued, 0, head.length);
        System.arraycopy(frame, 0, glued, head.length, frame.length);
        client.send(glued);
        assertThat(client.readHead()).startsWith("HTTP/1.1 101 ");
        assertThat(client.readFrame()).isEqualTo("81:early");
        client.send(RawClient.frame(0x88, new byte[] {3, (byte) 0xe8}));
        assertThat(client.readFrame()).startsWith("88:");
        assertThat(client.readToEnd()).isEmpty();
        client.close();
        CloseReport report = reports.next();
        assertThat(report.isClean()).isTrue();
        assertThat(report.when(Moment.Kind.TLS_ESTABLISHED)).isPresent();
    }

    @Test
    void aCertificateFromFilesIsShownWithItsChain(@TempDir Path directory) throws Exception {
        TestCertificates authority = TestCertificates.authority();
        TestCertificates.PemFiles files = authority.issue("localhost").writeTo(directory, "server");
        WebSocketServer server = start(builder().tls(ServerTls.pem(files.certificate(), files.key())));
        RawClient client = new RawClient(socket(server, authority.self().chain().get(0)));
        assertThat(client.send(RawClient.upgrade("/echo")).readHead()).startsWith("HTTP/1.1 101 ");
    }

    @Test
    void alpnAgreesOnHttp11WhateverElseIsOffered() throws Exception {
        WebSocketServer server = start(builder());
        SSLSocket socket = socket(server, server.certificate().orElseThrow());
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setApplicationProtocols(new String[] {"h2", "http/1.1"});
        socket.setSSLParameters(parameters);
        socket.startHandshake();
        assertThat(socket.getApplicationProtocol()).isEqualTo("http/1.1");
    }

    @Test
    void aClientThatRefusesTheCertificateIsReportedInWords() throws Exception {
        WebSocketServer server = start(builder());
        X509Certificate other = TestCertificates.selfSigned("localhost").chain().get(0);
        SSLSocket socket = socket(server, other);
        assertThatThrownBy(socket::startHandshake).isInstanceOf(SSLException.class);
        CloseReport report = reports.next();
        assertThat(report.cause())
                .isInstanceOfSatisfying(
                        CloseCause.TlsFailed.class,
                        failed -> assertThat(failed.detail())
                                // Which alert it is differs between releases of Java
                                .startsWith("the client does not accept the server's certificate; it sent the alert "));
        assertThat(report.code()).isEqualTo(CloseCode.TLS_HANDSHAKE);
        assertThat(report.transportEnd())
                .hasValueSatisfying(end -> assertThat(end.kind()).isEqualTo(TransportEnd.Kind.TLS_ALERT));
    }

    @Test
    void oldVersionsOfTlsAreRefusedAndReported() throws Exception {
        WebSocketServer server = start(builder());
        // TLS 1.0 with one cipher suite and no extensions
        byte[] hello = new byte[52];
        byte[] start = {0x16, 3, 1, 0, 47, 1, 0, 0, 43, 3, 1};
        System.arraycopy(start, 0, hello, 0, start.length);
        hello[start.length + 32] = 0;
        byte[] suites = {0, 2, (byte) 0xc0, 0x13, 1, 0};
        System.arraycopy(suites, 0, hello, start.length + 33, suites.length);
        RawClient client = plainClient(server).send(hello);
        // A fatal alert, protocol_version
        assertThat(client.readToEnd().getBytes(StandardCharsets.UTF_8))
                .startsWith(0x15, 3)
                .endsWith(2, 70);
        assertThat(reports.next().cause()).isInstanceOf(CloseCause.TlsFailed.class);
    }

    @Test
    @Tag("RFC6455-4.2.2-2")
    void aPlainRequestIsToldThatThePortSpeaksTls() throws Exception {
        RawClient client = plainClient(start(builder())).send(RawClient.upgrade("/echo"));
        assertThat(client.readResponse())
                .startsWith("HTTP/1.1 400 Bad Request\r\n")
                .endsWith("This port speaks TLS, but the request came without it; use wss:// or https://.\n");
        client.close();
        assertThat(reports.next().cause())
                .isInstanceOfSatisfying(
                        CloseCause.HandshakeInvalid.class,
                        invalid -> assertThat(invalid.error()).isEqualTo("PLAIN_ON_TLS_PORT"));
    }

    @Test
    void aClientThatLeavesWithinTheTlsHandshakeIsReported() throws Exception {
        RawClient client = plainClient(start(builder())).send(new byte[] {0x16, 3, 1, 0, 47, 1});
        client.close();
        assertThat(reports.next().cause())
                .isEqualTo(new CloseCause.HandshakeLost(CloseCause.Stage.TLS, TransportEnd.FIN));
    }

    @Test
    void aTlsHandshakeThatTakesTooLongIsCutAndReported() throws Exception {
        WebSocketServer server = start(builder().handshakeTimeout(Duration.ofMillis(200)));
        RawClient client = plainClient(server).send(new byte[] {0x16, 3, 1, 0, 47, 1});
        assertThat(client.readToEnd()).isEmpty();
        CloseReport report = reports.next();
        assertThat(report.cause())
                .isEqualTo(new CloseCause.TimedOutOpening(CloseCause.Stage.TLS, Duration.ofMillis(200)));
        assertThat(report.transportEnd()).contains(TransportEnd.LOCAL);
        assertThat(report.when(Moment.Kind.LAST_BYTE_IN)).isPresent();
    }

    @Test
    void aRefusalReachesATlsClientWhole() throws Exception {
        WebSocketServer server = start(builder());
        RawClient client = new RawClient(socket(server, server.certificate().orElseThrow()));
        client.send(RawClient.upgrade("/nowhere") + "and more that nobody reads");
        assertThat(client.readResponse()).startsWith("HTTP/1.1 404 Not Found\r\n");
        assertThat(client.readToEnd()).isEmpty();
    }

    @Test
    void aSocketThatOnlyConnectsIsAProbe() throws Exception {
        WebSocketServer server = start(builder());
        try (Socket probe = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            probe.shutdownOutput();
            assertThat(probe.getInputStream().read()).isEqualTo(-1);
        }
        server.close();
        assertThat(reports.poll()).isNull();
    }
}
