package dev.sockeye.compare.server;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.ServerWebSocket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;

/** Vert.x with its native transport, and whole messages as its handlers give them. */
final class VertxServer implements PeerServer {
    private final Set<ServerWebSocket> everybody = ConcurrentHashMap.newKeySet();

    @Override
    public int start(boolean compression) throws InterruptedException, ExecutionException {
        Vertx vertx = Vertx.vertx(new VertxOptions()
                .setPreferNativeTransport(true)
                .setEventLoopPoolSize(Runtime.getRuntime().availableProcessors()));
        HttpServerOptions options = new HttpServerOptions()
                .setHost("127.0.0.1")
                .setPort(0)
                .setAcceptBacklog(4096)
                .setMaxWebSocketFrameSize(MAX_MESSAGE_BYTES)
                .setMaxWebSocketMessageSize(MAX_MESSAGE_BYTES)
                .setPerFrameWebSocketCompressionSupported(false)
                .setPerMessageWebSocketCompressionSupported(compression)
                .setWebSocketAllowServerNoContext(true)
                .setWebSocketPreferredClientNoContext(true);
        return vertx.createHttpServer(options)
                .webSocketHandler(this::opened)
                .listen()
                .toCompletionStage()
                .toCompletableFuture()
                .get()
                .actualPort();
    }

    private void opened(ServerWebSocket socket) {
        if (socket.path().equals(BROADCAST)) {
            everybody.add(socket);
            socket.closeHandler(end -> everybody.remove(socket));
            socket.textMessageHandler(text -> everybody.forEach(one -> one.writeTextMessage(text)));
            socket.binaryMessageHandler(bytes -> everybody.forEach(one -> one.writeBinaryMessage(bytes)));
        } else {
            socket.textMessageHandler(socket::writeTextMessage);
            socket.binaryMessageHandler(socket::writeBinaryMessage);
        }
    }
}
