package dev.sockeye.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sockeye.ConnectTarget;
import dev.sockeye.OfflineBuffer;
import dev.sockeye.SendReceipt;
import dev.sockeye.TargetSource;
import dev.sockeye.Undelivered;
import dev.sockeye.WebSocketHandler;
import dev.sockeye.internal.LinkHome.Cancellable;
import dev.sockeye.protocol.close.CloseCause;
import dev.sockeye.protocol.close.CloseCode;
import dev.sockeye.protocol.close.CloseReport;
import dev.sockeye.protocol.close.TransportEnd;
import dev.sockeye.reconnect.Advice;
import dev.sockeye.reconnect.Backoff;
import dev.sockeye.reconnect.Decision;
import dev.sockeye.reconnect.Reason;
import dev.sockeye.reconnect.ReconnectPolicy;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * A link's day among faults that chance brings, and what must hold at each moment of it. The random numbers come from a seed
 * alone, so that a day can be had again.
 */
final class LinkDay implements LinkListener {
    private static final Duration DAY = Duration.ofHours(24);
    private static final Duration END = Duration.ofMinutes(30);
    private static final Duration STABLE = Duration.ofSeconds(30);
    private static final Duration TARGET_TIMEOUT = Duration.ofSeconds(10);
    private static final ConnectTarget TARGET = ConnectTarget.of("ws://example.com/feed");

    /** Everything but the link's own end is to be tried again, so that the day does not end before the evening. */
    private static final ReconnectPolicy POLICY = ReconnectPolicy.builder()
            .classify(report -> report.cause().kind() == CloseCause.Kind.HANDLER_FAILED
                    ? Optional.of(new Advice(Advice.Action.RETRY, Reason.OWN))
                    : Optional.empty())
            .build();

    /** Thrown by the application on purpose. */
    private static final class Thrown extends RuntimeException {
        private static final long serialVersionUID = 1;
    }

    private enum Phase {
        ASKING,
        CONNECTING,
        OPEN,
        WAITING,
        OVER
    }

    final DayLedger ledger;
    final Map<String, Integer> ends = new TreeMap<>();
    int attempts;
    int opens;

    private final SplittableRandom chance;
    private final VirtualHome home;
    private final Link link;
    private final DayRow row = new DayRow(STABLE);
    private Phase phase = Phase.WAITING;
    private @Nullable FakeConnection current;

    /** When the phase must be over at the latest, as time since the start. */
    private Duration due = Duration.ZERO;

    /** Until when an attempt may begin before its delay is over. */
    private Duration urgedUntil = Duration.ZERO;

    /** What a callback found to be broken, whose exceptions a link must survive. */
    private @Nullable AssertionError broken;

    private boolean greeting;
    private int listed;
    private long texts;

    /** One in so many acts ends the connection. */
    private int lifetime = 1;

    LinkDay(long seed, Optional<OfflineBuffer> buffer) {
        chance = new SplittableRandom(seed);
        ledger = new DayLedger(buffer.map(each -> each.maxAge().toNanos()).orElse(0L));
        home = new VirtualHome(this::connect, chance.split());
        link = new Link(home, new Link.Settings(POLICY, STABLE, this::target, true, TARGET_TIMEOUT, buffer), this);
    }

    void live() {
        link.start();
        home.settle();
        until(DAY);
        link.close(CloseCode.NORMAL, "");
        home.settle();
        assertThat(link.sendText("late").isTaken()).isFalse();
        until(DAY.plus(END));
        assertThat(phase).as("the end comes").isEqualTo(Phase.OVER);
        assertThat(link.ended().toCompletableFuture()).isCompleted();
        assertThat(ledger.unsettled()).as("messages without a fate").isZero();
        assertThat(home.left).isTrue();
    }

    private void until(Duration end) {
        while (home.elapsed().compareTo(end) < 0 && phase != Phase.OVER) {
            long step = 1_000_000L << chance.nextInt(14);
            home.pass(Duration.ofNanos(chance.nextLong(step)));
            check();
            act();
            home.settle();
            check();
        }
    }

    /** What must hold whenever nothing is under way. */
    private void check() {
        if (broken != null) {
            throw broken;
        }
        listReads();
        FakeConnection open = current;
        long underWay = open != null && open.isOpen() ? open.underWay() : 0;
        assertThat(ledger.unsettled())
                .as("messages that wait or are under way")
                .isEqualTo(link.waitingMessages() + underWay);
        if (phase == Phase.WAITING || phase == Phase.ASKING) {
            assertThat(home.elapsed()).as("stuck in %s", phase).isLessThanOrEqualTo(due);
        }
        assertThat(link.connection().isPresent()).isEqualTo(phase == Phase.OPEN);
    }

    private void listReads() {
        FakeConnection from = current;
        for (; from != null && listed < from.read.size(); listed++) {
            ledger.read(from.read.get(listed));
        }
    }

    // ---- the world

    private void act() {
        if (chance.nextInt(3) == 0) {
            send(chance.nextInt(20) == 0 ? 60 : 1 + chance.nextInt(4));
        }
        switch (chance.nextInt(600)) {
            case 0 -> urge(() -> home.networkVersion++);
            case 1 -> urge(() -> home.slept = home.slept.plusMinutes(1 + chance.nextInt(30)));
            case 2 -> urge(link::retryNow);
            case 3 -> home.gone.add(FakeConnection.LOCAL);
            case 4 -> home.gone.clear();
            default -> {}
        }
        FakeConnection now = current;
        if (now == null || now.over) {
            return;
        }
        if (phase == Phase.OPEN) {
            openAct(now);
        } else {
            connectingAct(now);
        }
    }

    private void urge(Runnable what) {
        urgedUntil = home.elapsed().plus(Link.WATCH);
        what.run();
    }

    private void connectingAct(FakeConnection now) {
        if (now.cancelled) {
            now.fail(new CloseCause.Aborted());
            return;
        }
        switch (chance.nextInt(12)) {
            case 0 -> now.fail(new CloseCause.ConnectFailed("192.0.2.1:80", end(TransportEnd.Kind.REFUSED)));
            case 1 -> now.fail(new CloseCause.HandshakeRefused(503, ""));
            case 2 -> now.fail(new CloseCause.HandshakeRefused(429, ""));
            case 3 -> now.fail(new CloseCause.DnsFailed("example.com", ""));
            case 4 -> now.fail(new CloseCause.HandshakeLost(CloseCause.Stage.UPGRADE, end(TransportEnd.Kind.RST)));
            case 5, 6 -> {
                // It takes its time.
            }
            default -> {
                now.capacity = chance.nextInt(4) == 0 ? 5 : Integer.MAX_VALUE;
                int[] lifetimes = {2, 20, 500};
                lifetime = lifetimes[chance.nextInt(lifetimes.length)];
                callIn(now, now::open);
            }
        }
    }

    private void openAct(FakeConnection now) {
        if (now.closedWith != null && chance.nextBoolean()) {
            callIn(now, now::answerClose);
            return;
        }
        switch (chance.nextInt(8)) {
            case 0 -> callIn(now, now::write);
            case 1 -> callIn(now, () -> now.write(chance.nextInt(6)));
            case 2 -> now.read();
            case 3 -> now.readSilently(chance.nextInt(6));
            case 4 -> {
                callIn(now, now::write);
                if (!now.over) {
                    now.read();
                }
            }
            case 5 -> callIn(now, () -> now.message("news"));
            default -> {}
        }
        if (!now.over && chance.nextInt(lifetime) == 0) {
            end(now);
        }
    }

    private void end(FakeConnection now) {
        switch (chance.nextInt(9)) {
            case 0, 1 -> now.lose();
            case 2 -> now.fail(new CloseCause.TransportLost(end(TransportEnd.Kind.RST)));
            case 3 -> now.fail(new CloseCause.PongTimeout(Duration.ofSeconds(10), Duration.ofSeconds(40)));
            case 4 -> now.closeByPeer(1001);
            case 5 -> now.closeByPeer(1012);
            case 6 -> now.closeByPeer(1013);
            case 7 -> now.closeByPeer(1011);
            default -> now.fail(new CloseCause.SlowConsumer(1, 1));
        }
    }

    private static TransportEnd end(TransportEnd.Kind kind) {
        return TransportEnd.of(kind, "");
    }

    /** As a connection does: what an application throws in a callback ends it with 1011. */
    private static void callIn(FakeConnection connection, Runnable call) {
        try {
            call.run();
        } catch (Thrown thrown) {
            connection.fail(new CloseCause.HandlerFailed("thrown"));
        }
    }

    private CompletionStage<ConnectTarget> target(TargetSource.Request request) {
        assertThat(phase).as("an attempt begins while none is under way").isEqualTo(Phase.WAITING);
        if (home.elapsed().compareTo(urgedUntil) > 0) {
            assertThat(home.elapsed()).as("when an attempt begins").isGreaterThanOrEqualTo(due);
        }
        attempts++;
        phase = Phase.ASKING;
        due = home.elapsed().plus(TARGET_TIMEOUT);
        row.begins();
        assertThat(request.attempt()).isEqualTo(row.attempts());
        return switch (chance.nextInt(24)) {
            case 0 -> throw new IllegalStateException("no token");
            case 1 -> CompletableFuture.failedFuture(new IllegalStateException("no token"));
            case 2 -> new CompletableFuture<>();
            case 3, 4, 5 -> {
                CompletableFuture<ConnectTarget> later = new CompletableFuture<>();
                home.clock.schedule(chance.nextLong(20_000_000_000L), () -> later.complete(TARGET));
                yield later;
            }
            default -> CompletableFuture.completedStage(TARGET);
        };
    }

    private Cancellable connect(ConnectTarget target, WebSocketHandler handler) {
        listReads();
        FakeConnection before = current;
        assertThat(before == null || before.over).as("no two connections").isTrue();
        assertThat(phase).isEqualTo(Phase.ASKING);
        phase = Phase.CONNECTING;
        FakeConnection made = new FakeConnection(home, target, handler);
        current = made;
        listed = 0;
        return made::cancel;
    }

    // ---- the application

    private void send(int messages) {
        for (int i = 0; i < messages; i++) {
            String text = "m" + ++texts;
            SendReceipt receipt = link.sendText(text);
            if (receipt.isTaken()) {
                ledger.taken(receipt.id(), text, greeting, home.clock.nanos());
            }
        }
    }

    private void throwAtTimes(int oneIn) {
        if (chance.nextInt(oneIn) == 0) {
            throw new Thrown();
        }
    }

    @Override
    public void onConnected(int attempt) {
        assertThat(phase).isEqualTo(Phase.CONNECTING);
        assertThat(attempt).isEqualTo(row.attempts());
        phase = Phase.OPEN;
        opens++;
        row.opened(home.elapsed());
        ledger.connected();
        greeting = true;
        send(chance.nextInt(4));
        greeting = false;
        throwAtTimes(20);
    }

    @Override
    public void onUtf8(ByteBuffer utf8) {
        assertThat(phase).isEqualTo(Phase.OPEN);
        send(1);
        throwAtTimes(50);
    }

    @Override
    public void onBinary(ByteBuffer data) {
        throw new AssertionError("none was sent");
    }

    @Override
    public void onPong(ByteBuffer payload, OptionalLong roundTripNanos) {
        throw new AssertionError("the application sent no ping");
    }

    @Override
    public void onWritable() {
        assertThat(phase).isEqualTo(Phase.OPEN);
        send(chance.nextInt(3));
        throwAtTimes(50);
    }

    @Override
    public void onUndelivered(Undelivered undelivered) {
        held(() -> {
            assertThat(phase).isNotEqualTo(Phase.OVER);
            listReads();
            ledger.told(undelivered, home.clock.nanos());
        });
        throwAtTimes(20);
    }

    private void held(Runnable assertions) {
        try {
            assertions.run();
        } catch (AssertionError failure) {
            broken = failure;
        }
    }

    @Override
    public void onDisconnected(CloseReport report, Decision decision) {
        held(() -> ended(report, decision));
        throwAtTimes(20);
    }

    private void ended(CloseReport report, Decision decision) {
        assertThat(phase).as("an end of something").isIn(Phase.ASKING, Phase.CONNECTING, Phase.OPEN);
        assertThat(report.opened()).isEqualTo(phase == Phase.OPEN);
        ends.merge(name(report.cause()), 1, Integer::sum);
        row.ended(home.elapsed());
        phase = Phase.WAITING;
        if (decision instanceof Decision.Retry retry) {
            Backoff bounds =
                    retry.reason() == Reason.OVERLOADED && !name(report.cause()).contains("503")
                            ? Backoff.OVERLOAD
                            : Backoff.DEFAULT;
            assertThat(retry.delay()).isBetween(Duration.ZERO, bounds.longest(row.failures()));
            due = home.elapsed().plus(retry.delay());
        } else {
            assertThat(decision.reason()).isEqualTo(Reason.CLOSED_HERE);
            due = home.elapsed();
        }
    }

    private static String name(CloseCause cause) {
        if (cause instanceof CloseCause.PeerClosed closed) {
            return cause.kind() + " " + closed.payload().reportedCode().value();
        } else if (cause instanceof CloseCause.HandshakeRefused refused) {
            return cause.kind() + " " + refused.status();
        }
        return cause.kind().name();
    }

    @Override
    public void onGaveUp(CloseReport report) {
        held(() ->
                assertThat(phase).as("the end comes once, between connections").isEqualTo(Phase.WAITING));
        phase = Phase.OVER;
        throwAtTimes(2);
    }
}
