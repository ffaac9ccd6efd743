package dev.sockeye.cli.serve;

import dev.sockeye.HttpPage;
import dev.sockeye.WebSocketServer;
import dev.sockeye.WebSocketServerBuilder;
import dev.sockeye.protocol.Limits;
import dev.sockeye.protocol.close.CloseReport;
import dev.sockeye.protocol.deflate.PermessageDeflate;
import dev.sockeye.protocol.handshake.OriginPolicy;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/** Makes the server that {@code sockeye serve} runs: {@code /echo}, {@code /broadcast}, and a page that tells of them. */
final class EchoServer {
    static final String ECHO = "/echo";
    static final String BROADCAST = "/broadcast";

    private EchoServer() {}

    /**
     * Starts the server.
     *
     * @param closes told of every connection and every failed handshake when it is over
     * @throws dev.sockeye.ServerStartException if it cannot listen or its certificate cannot be used
     */
    static WebSocketServer start(ServeSettings settings, Consumer<CloseReport> closes) {
        HttpPage page = HttpPage.html(resource("index.html"))
                .withHeader("Cache-Control", "no-store")
                .withHeader(
                        "Content-Security-Policy",
                        "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; connect-src 'self' ws: wss:; img-src data:");
        EchoHandler echo = new EchoHandler();
        BroadcastHandler.Circle circle = new BroadcastHandler.Circle();
        WebSocketServerBuilder builder = WebSocketServer.builder()
                .host(settings.host())
                .port(settings.port())
                .route(ECHO, request -> echo)
                .route(BROADCAST, request -> circle.join())
                .page("/", request -> page)
                .origins(
                        settings.origins().isEmpty() ? OriginPolicy.allowAll() : OriginPolicy.allow(settings.origins()))
                .limits(Limits.builder()
                        .maxMessageBytes(settings.maxMessageBytes())
                        .build())
                .maxConnectionAge(settings.maxConnectionAge())
                .onClose(closes);
        settings.tls().ifPresent(builder::tls);
        switch (settings.compression()) {
            case ON -> builder.compression(PermessageDeflate.serverDefault());
            case OFF -> builder.extensions();
            case REQUIRED ->
                builder.compression(PermessageDeflate.serverDefault()).requireExtensions(PermessageDeflate.NAME);
        }
        return builder.start();
    }

    private static String resource(String name) {
        try (InputStream in = EchoServer.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException(name + " is missing from the program");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(name + " in the program cannot be read", e);
        }
    }
}
