package dev.sockeye.conformance.autobahn;

import dev.sockeye.WebSocketClient;
import dev.sockeye.WebSocketServer;
import dev.sockeye.protocol.deflate.PermessageDeflate;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.function.UnaryOperator;

/** The endpoints under test: an echo server, and a client that echoes. Both with default limits. */
final class Testees implements AutoCloseable {
    private static final int ACCEPT_LIMIT_MILLIS = 20_000;

    /** Which end is tested. */
    enum Kind {
        SERVER,
        CLIENT
    }

    private final WebSocketServer server = WebSocketServer.builder()
            .route("/echo", request -> new EchoHandler())
            .start();
    private final WebSocketClient client = WebSocketClient.builder()
            .compression(PermessageDeflate.clientDefault())
            .build();
    private final ServerSocket listener;

    Testees() throws IOException {
        listener = new ServerSocket(0, 0, InetAddress.getLoopbackAddress());
        listener.setSoTimeout(ACCEPT_LIMIT_MILLIS);
    }

    /** Opens a connection without extensions. */
    Fuzzer open(Kind kind) throws IOException {
        return kind == Kind.SERVER ? openToServer("") : openFromClient(offers -> "");
    }

    Fuzzer openToServer(String offers) throws IOException {
        return new Fuzzer(Wire.connect(server.port(), "/echo", offers));
    }

    Fuzzer openFromClient(UnaryOperator<String> answer) throws IOException {
        client.connect("ws://127.0.0.1:" + listener.getLocalPort() + "/", new EchoHandler());
        return new Fuzzer(Wire.accept(listener.accept(), answer));
    }

    @Override
    public void close() throws IOException {
        client.close();
        server.close();
        listener.close();
    }
}
