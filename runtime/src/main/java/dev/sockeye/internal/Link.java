package dev.sockeye.internal;

import dev.sockeye.ConnectTarget;
import dev.sockeye.OfflineBuffer;
import dev.sockeye.ReconnectingWebSocket;
import dev.sockeye.SendReceipt;
import dev.sockeye.TargetSource;
import dev.sockeye.Undelivered;
import dev.sockeye.WebSocket;
import dev.sockeye.WebSocketHandler;
import dev.sockeye.internal.LinkHome.Cancellable;
import dev.sockeye.protocol.MessageType;
import dev.sockeye.protocol.Role;
import dev.sockeye.protocol.close.CloseCause;
import dev.sockeye.protocol.close.CloseCode;
import dev.sockeye.protocol.close.CloseReport;
import dev.sockeye.protocol.close.Closing;
import dev.sockeye.reconnect.Attempt;
import dev.sockeye.reconnect.Decision;
import dev.sockeye.reconnect.Decision.Retry;
import dev.sockeye.reconnect.Decision.Stop;
import dev.sockeye.reconnect.Reason;
import dev.sockeye.reconnect.ReconnectPolicy;
import java.lang.System.Logger;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * What stands behind a {@link ReconnectingWebSocket}: one connection after the other, and what happens between them. Knows
 * no clock, thread, socket or chance but those of its {@link LinkHome}, so that a day of it can be tested in a second.
 *
 * <p>All but what says otherwise is confined to the home's thread, where the callbacks of the connections run, too. What is
 * sent is {@link LinkOutput}'s part.
 */
public final class Link {
    private static final Logger LOG = System.getLogger(Link.class.getName());

    /** How often a link looks whether the machine slept, its addresses changed, or messages grew too old. */
    static final Duration WATCH = Duration.ofSeconds(2);

    /** What must come within this time after a machine woke or changed its network; several round trips of any path. */
    static final Duration PROBE = Duration.ofSeconds(4);

    /**
     * How a link behaves.
     *
     * @param stableAfter how long a connection must have been open for the row of failures to be over
     * @param refreshable whether the source may give something new when credentials were refused
     * @param targetTimeout how long the source may take
     */
    public record Settings(
            ReconnectPolicy policy,
            Duration stableAfter,
            TargetSource targets,
            boolean refreshable,
            Duration targetTimeout,
            Optional<OfflineBuffer> buffer) {}

    private enum State {
        IDLE,
        CONNECTING,
        OPEN,
        WAITING,
        OVER
    }

    private final LinkHome home;
    private final Settings settings;
    private final LinkListener listener;
    private final LinkOutput output;
    private final LinkRow row;
    private final LinkWatch watch;
    private final CompletableFuture<CloseReport> end = new CompletableFuture<>();

    private State state = State.IDLE;

    /** Counts attempts, so that what belongs to an earlier one is known when it comes late. */
    private long generation;

    /** Ends the attempt, or the connection. */
    private @Nullable Cancellable connecting;

    /** Begins the next attempt, or ends the waiting for a target. */
    private @Nullable Cancellable timer;

    private @Nullable CloseReport last;
    private boolean newCredentials;
    private boolean paused;

    /** What the application closed with, if it has. */
    private @Nullable Closure closure;

    private volatile @Nullable LinkSocket socket;

    private record Closure(CloseCode code, String reason) {}

    Link(LinkHome home, Settings settings, LinkListener listener) {
        this.home = home;
        this.settings = settings;
        this.listener = listener;
        output = new LinkOutput(
                settings.buffer().orElse(null), home::nanoTime, lost -> home.execute(() -> tell(List.of(lost))));
        row = new LinkRow(settings.stableAfter(), settings.refreshable());
        watch = new LinkWatch(home);
    }

    /** {@return a link of a client's} */
    public static Link of(ClientCore core, Settings settings, LinkListener listener) {
        return new Link(new ClientLinkHome(core), settings, listener);
    }

    // ---- from any thread

    /** Begins the first attempt. To be called once. */
    public void start() {
        home.execute(() -> {
            attempt();
            look();
        });
        home.onClosed(() -> close(CloseCode.GOING_AWAY, ""));
    }

    /** {@return completes with the last report, after the handler was told} */
    public CompletionStage<CloseReport> ended() {
        return end.minimalCompletionStage();
    }

    public SendReceipt sendText(String text) {
        return output.sendText(text);
    }

    public SendReceipt send(MessageType type, ByteBuffer payload) {
        return output.send(type, payload);
    }

    public boolean isWritable() {
        return output.isWritable();
    }

    /** {@return messages that wait for a connection} */
    public int waitingMessages() {
        return output.waitingMessages();
    }

    /** {@return the connection that there is} */
    public Optional<WebSocket> connection() {
        return Optional.ofNullable(socket);
    }

    /** Begins the next attempt at once if the link waits for it. */
    public void retryNow() {
        home.execute(() -> {
            if (state == State.WAITING) {
                attempt();
            }
        });
    }

    /** Reads no more, or again, on this connection and those that follow. */
    public void pause(boolean value) {
        home.execute(() -> {
            paused = value;
            LinkSocket open = socket;
            if (open != null) {
                pause(open);
            }
        });
    }

    private void pause(LinkSocket open) {
        if (paused) {
            open.pause();
        } else {
            open.resume();
        }
    }

    /** Ends the link: behind what waits if there is a connection, else at once. */
    public void close(CloseCode code, String reason) {
        output.close();
        home.execute(() -> {
            if (closure == null && state != State.OVER) {
                closure = new Closure(code, reason);
                closeNow();
            }
        });
    }

    // ---- attempts

    private void attempt() {
        stopTimer();
        state = State.CONNECTING;
        long attempt = ++generation;
        CompletionStage<ConnectTarget> target;
        try {
            target = settings.targets().next(new TargetSource.Request(row.attempt(), newCredentials));
        } catch (RuntimeException failure) {
            target = CompletableFuture.failedFuture(failure);
        }
        timer = home.schedule(
                () -> onTarget(attempt, null, new TimeoutException("not given within " + settings.targetTimeout())),
                settings.targetTimeout());
        var unused = target.whenComplete((found, failure) -> home.execute(() -> onTarget(attempt, found, failure)));
    }

    private void onTarget(long attempt, @Nullable ConnectTarget target, @Nullable Throwable failure) {
        if (attempt != generation || state != State.CONNECTING || connecting != null) {
            return;
        }
        stopTimer();
        if (closure != null) {
            onEnd(attempt, failed(new CloseCause.Aborted()));
        } else if (target == null) {
            onEnd(attempt, failed(new CloseCause.LocalFailure("no target for the attempt: " + wordsOf(failure))));
        } else {
            connect(attempt, target);
        }
    }

    private void connect(long attempt, ConnectTarget target) {
        try {
            connecting = home.connect(target, new Calls(attempt));
        } catch (IllegalStateException closed) {
            // The client is closed, and with it all that it has connected.
            closure = new Closure(CloseCode.GOING_AWAY, "");
            onEnd(attempt, failed(new CloseCause.Aborted()));
        } catch (IllegalArgumentException unfit) {
            onEnd(attempt, failed(new CloseCause.LocalFailure(String.valueOf(unfit.getMessage()))));
        }
    }

    /** What a source says of its failure, without what stages wrap around it. */
    private static String wordsOf(@Nullable Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        if (cause == null) {
            return "none was given";
        }
        String words = cause.getMessage();
        return words == null ? cause.toString() : words;
    }

    private static CloseReport failed(CloseCause cause) {
        return CloseReport.builder(Role.CLIENT, cause).build();
    }

    /** What a connection says, as long as it is the current one. */
    private final class Calls implements WebSocketHandler {
        private final long attempt;

        Calls(long attempt) {
            this.attempt = attempt;
        }

        @Override
        public void onOpen(WebSocket opened) {
            Link.this.onOpen((LinkSocket) opened);
        }

        @Override
        public void onUtf8(WebSocket opened, ByteBuffer utf8) {
            listener.onUtf8(utf8);
        }

        @Override
        public void onBinary(WebSocket opened, ByteBuffer data) {
            listener.onBinary(data);
        }

        @Override
        public void onPong(WebSocket opened, ByteBuffer payload, OptionalLong roundTripNanos) {
            OptionalLong read = watch.answered(payload);
            if (read.isPresent()) {
                output.confirm(read.getAsLong());
            } else {
                listener.onPong(payload, roundTripNanos);
            }
        }

        @Override
        public void onWritable(WebSocket opened) {
            tell(output.flush());
            closeIfDrained();
            if (output.isWritable()) {
                listener.onWritable();
            }
        }

        @Override
        public void onClose(CloseReport report) {
            onEnd(attempt, report);
        }
    }

    private void onOpen(LinkSocket opened) {
        state = State.OPEN;
        socket = opened;
        row.opened(home.nanoTime());
        watch.opened();
        output.connected(opened);
        pause(opened);
        try {
            listener.onConnected(row.attempt());
        } finally {
            tell(output.greeted());
        }
        if (closure != null) {
            closeNow();
        }
        if (output.isWritable()) {
            listener.onWritable();
        }
    }

    // ---- ends

    private void onEnd(long attempt, CloseReport report) {
        if (attempt != generation || state == State.OVER) {
            return;
        }
        socket = null;
        connecting = null;
        last = report;
        List<Undelivered> lost = output.disconnected(report.counters().messagesOut(), hasReadAll(report));
        Attempt facts = row.ended(report, home.nanoTime(), home.wallTime(), home.random());
        Decision decision = closure != null ? new Stop(Reason.CLOSED_HERE) : decide(report, facts);
        tell(lost);
        guard("onDisconnected", () -> listener.onDisconnected(report, decision));
        if (decision instanceof Retry retry && closure == null) {
            newCredentials = retry.newCredentials();
            row.refreshed(newCredentials);
            state = State.WAITING;
            timer = home.schedule(this::attempt, retry.delay());
        } else {
            finish(report);
        }
    }

    /** Who answers our Close frame has read what came before it (RFC 6455 §5.5.1). */
    private static boolean hasReadAll(CloseReport report) {
        return report.isClean() && report.closing().first() == Closing.Initiator.THIS_END;
    }

    private Decision decide(CloseReport report, Attempt facts) {
        try {
            return settings.policy().decide(report, facts);
        } catch (RuntimeException failure) {
            LOG.log(Logger.Level.ERROR, "the reconnect policy threw; the default decides", failure);
            return ReconnectPolicy.DEFAULT.decide(report, facts);
        }
    }

    private void finish(CloseReport report) {
        state = State.OVER;
        stopTimer();
        watch.stop();
        tell(output.end());
        guard("onGaveUp", () -> listener.onGaveUp(report));
        home.leave();
        end.complete(report);
    }

    private void closeNow() {
        switch (state) {
            case OPEN -> closeIfDrained();
            case CONNECTING -> {
                if (connecting == null) {
                    onTarget(generation, null, null);
                } else {
                    connecting.cancel();
                }
            }
            case WAITING -> finish(last == null ? failed(new CloseCause.Aborted()) : last);
            case IDLE, OVER -> {
                // The first attempt begins before anything else; after the end nothing is to be closed.
            }
        }
    }

    private void closeIfDrained() {
        LinkSocket open = socket;
        if (closure != null && open != null && output.isDrained()) {
            open.close(closure.code(), closure.reason());
        }
    }

    // ---- watching

    private void look() {
        if (state == State.OVER) {
            return;
        }
        boolean changed = watch.look(this::look);
        LinkSocket open = socket;
        if (open != null) {
            watch.check(open, changed, output::confirmable);
        } else if (changed && state == State.WAITING) {
            // What kept it from connecting may be over with the old network.
            attempt();
        }
        tell(output.expire());
    }

    private void stopTimer() {
        if (timer != null) {
            timer.cancel();
            timer = null;
        }
    }

    private void tell(List<Undelivered> lost) {
        lost.forEach(each -> guard("onUndelivered", () -> listener.onUndelivered(each)));
    }

    private static void guard(String callback, Runnable call) {
        try {
            call.run();
        } catch (Throwable failure) {
            LOG.log(Logger.Level.ERROR, callback + " threw", failure);
        }
    }
}
