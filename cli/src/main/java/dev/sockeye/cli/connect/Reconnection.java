package dev.sockeye.cli.connect;

import dev.sockeye.ConnectTarget;
import dev.sockeye.OfflineBuffer;
import dev.sockeye.ReconnectingHandler;
import dev.sockeye.ReconnectingWebSocket;
import dev.sockeye.TargetSource;
import dev.sockeye.Undelivered;
import dev.sockeye.WebSocketClient;
import dev.sockeye.protocol.close.CloseReport;
import dev.sockeye.reconnect.Decision;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Holds a conversation over one connection after the other, and tells of what is between them. */
final class Reconnection implements ReconnectingHandler {
    private final Conversation conversation;
    private final EventPrinter printer;
    private @Nullable LinkTalk talk;
    private long lostAt;

    private Reconnection(Conversation conversation, EventPrinter printer) {
        this.conversation = conversation;
        this.printer = printer;
    }

    /** Begins the first attempt. */
    static ReconnectingWebSocket start(
            WebSocketClient client, ConnectSettings settings, Conversation conversation, EventPrinter printer) {
        ReconnectSettings reconnect = settings.reconnect().orElseThrow();
        ConnectTarget target = ConnectTarget.of(settings.url().toString());
        ReconnectingWebSocket.Builder link = reconnect
                .tokenCommand()
                .<TargetSource>map(command -> new TokenCommand(target, command))
                .map(ReconnectingWebSocket::builder)
                .orElseGet(() -> ReconnectingWebSocket.builder(target.uri()));
        return link.client(client)
                .policy(reconnect.policy())
                .buffer(OfflineBuffer.DEFAULT)
                .start(new Reconnection(conversation, printer));
    }

    @Override
    public void onConnected(ReconnectingWebSocket socket, int attempt) {
        if (talk == null) {
            talk = new LinkTalk(socket, printer);
            socket.connection().ifPresent(printer::opened);
            conversation.begin(talk);
        } else {
            Duration away = Duration.ofNanos(System.nanoTime() - lostAt);
            socket.connection().ifPresent(open -> printer.reconnected(open, attempt, away));
            talk.goOn();
        }
    }

    @Override
    public void onUtf8(ReconnectingWebSocket socket, ByteBuffer utf8) {
        if (!conversation.text(utf8)) {
            socket.close();
        }
    }

    @Override
    public void onBinary(ReconnectingWebSocket socket, ByteBuffer data) {
        if (!conversation.binary(data)) {
            socket.close();
        }
    }

    @Override
    public void onPong(ReconnectingWebSocket socket, ByteBuffer payload, OptionalLong roundTripNanos) {
        conversation.pong(payload, roundTripNanos);
    }

    @Override
    public void onWritable(ReconnectingWebSocket socket) {
        if (talk != null) {
            talk.goOn();
        }
    }

    @Override
    public void onUndelivered(ReconnectingWebSocket socket, Undelivered undelivered) {
        printer.undelivered(undelivered);
        conversation.lost(undelivered.count());
    }

    @Override
    public void onDisconnected(ReconnectingWebSocket socket, CloseReport report, Decision decision) {
        if (report.opened()) {
            lostAt = System.nanoTime();
        }
        if (decision instanceof Decision.Retry retry) {
            printer.disconnected(report, retry);
        } else if (decision instanceof Decision.Stop stop) {
            conversation.stopped(stop);
        }
    }

    @Override
    public void onGaveUp(ReconnectingWebSocket socket, CloseReport report) {
        conversation.over(report);
        if (talk != null) {
            talk.goOn();
        }
    }

    /** Gives a token of a command's to each attempt. */
    private record TokenCommand(ConnectTarget target, String command) implements TargetSource {
        @Override
        public CompletableFuture<ConnectTarget> next(Request request) {
            CompletableFuture<ConnectTarget> found = new CompletableFuture<>();
            ConnectRun.daemon("sockeye-token", () -> {
                        try {
                            found.complete(target.header("Authorization", "Bearer " + TokenProcess.run(command)));
                        } catch (TokenProcess.Failure failure) {
                            found.completeExceptionally(failure);
                        } catch (IllegalArgumentException unfit) {
                            // Its message may hold the token.
                            found.completeExceptionally(
                                    new TokenProcess.Failure("what it printed cannot stand in a header"));
                        }
                    })
                    .start();
            return found;
        }
    }
}
