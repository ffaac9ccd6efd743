package dev.sockeye.internal;

import dev.sockeye.ConnectTarget;
import dev.sockeye.OfflineBuffer;
import dev.sockeye.OfflineBuffer.Overflow;
import dev.sockeye.TargetSource;
import dev.sockeye.Undelivered;
import dev.sockeye.protocol.close.CloseReport;
import dev.sockeye.reconnect.Decision;
import dev.sockeye.reconnect.ReconnectPolicy;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** A link on virtual time, with what it tells its application as lines. */
final class LinkStage implements LinkListener {
    static final Duration STABLE = Duration.ofSeconds(30);
    static final Duration TARGET_TIMEOUT = Duration.ofSeconds(10);

    final List<FakeConnection> connections = new ArrayList<>();
    final List<String> told = new ArrayList<>();
    final List<Undelivered> undelivered = new ArrayList<>();
    final List<TargetSource.Request> requests = new ArrayList<>();
    final VirtualHome home = new VirtualHome((target, handler) -> {
        FakeConnection made = new FakeConnection(this.home, target, handler);
        connections.add(made);
        return made::cancel;
    });

    ReconnectPolicy policy = ReconnectPolicy.DEFAULT;
    Optional<OfflineBuffer> buffer = Optional.empty();
    boolean refreshable;
    TargetSource targets = request -> CompletableFuture.completedStage(ConnectTarget.of("ws://example.com/feed"));
    Runnable greeting = () -> {};
    private @Nullable Link made;

    LinkStage start() {
        TargetSource source = request -> {
            requests.add(request);
            return targets.next(request);
        };
        made = new Link(home, new Link.Settings(policy, STABLE, source, refreshable, TARGET_TIMEOUT, buffer), this);
        made.start();
        home.settle();
        return this;
    }

    Link link() {
        return Objects.requireNonNull(made, "not started");
    }

    /** Gives it a buffer of this size, in which messages keep for half a minute. */
    void buffer(int messages, long bytes, Overflow overflow) {
        buffer = Optional.of(new OfflineBuffer(messages, bytes, Duration.ofSeconds(30), overflow));
    }

    /** Starts, and opens the first connection. */
    FakeConnection open() {
        start();
        connection().open();
        home.settle();
        return connection();
    }

    /** {@return the newest} */
    FakeConnection connection() {
        return connections.get(connections.size() - 1);
    }

    String send(String text) {
        var receipt = link().sendText(text);
        return receipt.outcome() + " " + receipt.id();
    }

    @Override
    public void onConnected(int attempt) {
        told.add("connected " + attempt);
        greeting.run();
    }

    @Override
    public void onUtf8(ByteBuffer utf8) {
        told.add("text " + StandardCharsets.UTF_8.decode(utf8));
    }

    @Override
    public void onBinary(ByteBuffer data) {
        told.add("binary of " + data.remaining() + " bytes");
    }

    @Override
    public void onPong(ByteBuffer payload, OptionalLong roundTripNanos) {
        told.add("pong of " + payload.remaining() + " bytes");
    }

    @Override
    public void onWritable() {
        told.add("writable");
    }

    @Override
    public void onUndelivered(Undelivered lost) {
        undelivered.add(lost);
        StringBuilder line = new StringBuilder(lost.fate() + " " + lost.ids());
        lost.messages()
                .forEach(message -> line.append(' ')
                        .append(StandardCharsets.UTF_8.decode(message.payload().duplicate())));
        told.add(line.toString());
    }

    @Override
    public void onDisconnected(CloseReport report, Decision decision) {
        String then = decision instanceof Decision.Retry retry
                ? "retry in " + retry.delay().toMillis() + " ms"
                : "stop";
        told.add("disconnected " + report.cause().kind() + ": " + decision.reason() + ", " + then);
    }

    @Override
    public void onGaveUp(CloseReport report) {
        told.add("gave up " + report.cause().kind());
    }
}
