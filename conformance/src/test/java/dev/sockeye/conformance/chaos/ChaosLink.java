package dev.sockeye.conformance.chaos;

import dev.sockeye.OfflineBuffer;
import dev.sockeye.ReconnectingHandler;
import dev.sockeye.ReconnectingWebSocket;
import dev.sockeye.SendReceipt;
import dev.sockeye.Undelivered;
import dev.sockeye.Undelivered.Fate;
import dev.sockeye.WebSocketClient;
import dev.sockeye.diagnosis.Diagnosis;
import dev.sockeye.protocol.close.CloseReport;
import dev.sockeye.reconnect.Backoff;
import dev.sockeye.reconnect.Decision;
import dev.sockeye.reconnect.ReconnectPolicy;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/** One link, its relay, and who cuts it: everything that is random comes from one seed. */
final class ChaosLink implements ReconnectingHandler {
    /** Longer than any delay, heartbeat and pause of a machine that is busy; a link that takes longer is stuck. */
    private static final long STUCK_SECONDS = 20;

    private static final List<Cut> CUTS = List.of(Cut.values());

    private static final ReconnectPolicy POLICY = ReconnectPolicy.builder()
            .backoff(new Backoff(Duration.ofMillis(20), 2, Duration.ofMillis(150)))
            .build();

    private sealed interface Told {
        record Connected() implements Told {}

        record Disconnected(CloseReport report, boolean retries) implements Told {}

        record GaveUp() implements Told {}
    }

    final int number;
    final AtomicBoolean unavailable = new AtomicBoolean();
    private final Map<Long, Integer> taken = new ConcurrentHashMap<>();
    private final Map<Long, Fate> fates = new ConcurrentHashMap<>();

    private final ChaosRelay relay;
    private final SplittableRandom chance;
    private final Queue<String> violations;
    private final BlockingQueue<Told> told = new LinkedBlockingQueue<>();
    private final AtomicInteger within = new AtomicInteger();
    private final ReconnectingWebSocket socket;
    private int sequence;

    ChaosLink(int number, ChaosRelay relay, WebSocketClient client, SplittableRandom chance, Queue<String> violations) {
        this.number = number;
        this.relay = relay;
        this.chance = chance;
        this.violations = violations;
        ReconnectingWebSocket.Builder settings = ReconnectingWebSocket.builder(
                        "ws://" + relay.address() + "/link/" + number)
                .client(client)
                .stableAfter(Duration.ofSeconds(2))
                .policy(POLICY);
        if (number % 2 == 0) {
            settings.buffer(OfflineBuffer.DEFAULT);
        }
        socket = settings.start(this);
    }

    /** Cuts it again and again, as long as there are cuts to be had. */
    void live(AtomicInteger cutsLeft, Queue<Cut> made) throws Exception {
        awaitConnected(Optional.empty());
        while (cutsLeft.getAndDecrement() > 0) {
            send(chance.nextInt(30));
            if (chance.nextBoolean()) {
                // Some cuts find it idle, others in the middle of what is sent.
                pass(chance.nextInt(100));
            }
            Cut cut = CUTS.get(chance.nextInt(CUTS.size()));
            made.add(cut);
            unavailable.set(cut == Cut.UNAVAILABLE);
            relay.cut(cut);
            send(chance.nextInt(10));
            Told.Disconnected end = awaitEnd();
            require(cut.explains(end.report(), Diagnosis.of(end.report())), cut, end.report());
            send(chance.nextInt(10));
            awaitConnected(Optional.of(cut));
        }
        socket.close();
        Told last = next("its end");
        while (!(last instanceof Told.GaveUp)) {
            last = next("its end");
        }
    }

    private void pass(long millis) throws InterruptedException {
        if (told.peek() == null) {
            Told early = told.poll(millis, TimeUnit.MILLISECONDS);
            if (early != null) {
                violations.add("link " + number + " was told without a cut: " + early);
            }
        }
    }

    private void awaitConnected(Optional<Cut> after) throws Exception {
        Told next = next("a connection");
        boolean failed = false;
        while (next instanceof Told.Disconnected attempt) {
            Cut cut = after.orElseThrow(() -> new AssertionError("no first connection: " + attempt.report()));
            require(cut.explainsAttempt(attempt.report(), Diagnosis.of(attempt.report())), cut, attempt.report());
            if (!failed) {
                failed = true;
                unavailable.set(false);
                if (cut == Cut.REFUSE) {
                    relay.open();
                }
            }
            next = next("a connection");
        }
        if (failed != after.flatMap(Cut::afterwards).isPresent()) {
            violations.add("link " + number + " came back after " + after + " with failed attempts: " + failed);
        }
    }

    private Told.Disconnected awaitEnd() throws InterruptedException {
        Told next = next("the end of what was cut");
        if (next instanceof Told.Disconnected end && end.retries()) {
            return end;
        }
        throw new AssertionError("link " + number + ": not an end of what was cut: " + next);
    }

    private Told next(String what) throws InterruptedException {
        Told next = told.poll(STUCK_SECONDS, TimeUnit.SECONDS);
        if (next == null) {
            throw new AssertionError("link " + number + " is stuck: " + what + " did not come");
        }
        return next;
    }

    private void require(boolean explained, Cut cut, CloseReport report) {
        if (!explained) {
            violations.add(
                    "link " + number + ", " + cut + ": " + Diagnosis.of(report).findings() + " of " + report);
        }
    }

    private void send(int messages) {
        for (int i = 0; i < messages; i++) {
            SendReceipt receipt = socket.sendText(number + " " + ++sequence);
            if (receipt.isTaken()) {
                taken.put(receipt.id(), sequence);
            }
        }
    }

    /**
     * Holds the law of accounts.
     *
     * @param reads how often the server has read each message of this link, by its sequence
     * @return how many messages were taken
     */
    int settle(Map<Integer, Integer> reads) {
        taken.forEach((id, text) -> {
            Fate fate = fates.get(id);
            int read = reads.getOrDefault(text, 0);
            boolean lawful = fate == null ? read == 1 : read == 0 || (read == 1 && fate == Fate.UNCONFIRMED);
            if (!lawful) {
                violations.add("link " + number + ", message " + id + ": read " + read + " times, told " + fate);
            }
        });
        if (!taken.keySet().containsAll(fates.keySet())) {
            violations.add("link " + number + " was told of messages that it did not take");
        }
        return taken.size();
    }

    // ---- what it tells

    private void tell(Told what) {
        alone(() -> told.add(what));
    }

    private void alone(Runnable callback) {
        if (within.incrementAndGet() != 1) {
            violations.add("link " + number + ": two callbacks at once");
        }
        callback.run();
        within.decrementAndGet();
    }

    @Override
    public void onConnected(ReconnectingWebSocket link, int attempt) {
        tell(new Told.Connected());
    }

    @Override
    public void onText(ReconnectingWebSocket link, String text) {
        alone(() -> {});
    }

    @Override
    public void onWritable(ReconnectingWebSocket link) {
        alone(() -> {});
    }

    @Override
    public void onUndelivered(ReconnectingWebSocket link, Undelivered undelivered) {
        alone(() -> undelivered.ids().forEach(range -> {
            for (long id = range.first(); id <= range.last(); id++) {
                Fate before = fates.put(id, undelivered.fate());
                if (before != null) {
                    violations.add("link " + number + ", message " + id + ": " + before + " and " + undelivered.fate());
                }
            }
        }));
    }

    @Override
    public void onDisconnected(ReconnectingWebSocket link, CloseReport report, Decision decision) {
        tell(new Told.Disconnected(report, decision instanceof Decision.Retry));
    }

    @Override
    public void onGaveUp(ReconnectingWebSocket link, CloseReport report) {
        tell(new Told.GaveUp());
    }
}
