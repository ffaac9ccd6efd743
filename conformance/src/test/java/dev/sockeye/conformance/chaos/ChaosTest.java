package dev.sockeye.conformance.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sockeye.WebSocketClient;
import dev.sockeye.protocol.connection.Heartbeat;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Links over real sockets that are cut a thousand times. {@code -Dsockeye.chaos.seed=SEED} draws the same cuts again, as far
 * as the machine's own chances allow, and {@code -Dsockeye.chaos.cuts=N} makes more or fewer of them.
 */
class ChaosTest {
    private static final int LINKS = 24;
    private static final int CUTS = Integer.getInteger("sockeye.chaos.cuts", 1_000);
    private static final long SEED =
            Long.getLong("sockeye.chaos.seed", RandomGenerator.getDefault().nextLong());

    private final Queue<String> violations = new ConcurrentLinkedQueue<>();
    private final Queue<Cut> made = new ConcurrentLinkedQueue<>();

    @Test
    @Timeout(value = 5, unit = TimeUnit.MINUTES)
    void aThousandCutsLoseNothingSilentlyAndLeaveNothingBehind() throws Exception {
        Assumptions.assumeTrue(System.getProperty("os.name").equals("Linux"), "needs all of 127.0.0.0/8, and /proc");
        System.out.println("chaos: -Dsockeye.chaos.seed=" + SEED + " -Dsockeye.chaos.cuts=" + CUTS);
        ExecutorService dispatcher = Executors.newFixedThreadPool(4);
        // What is made once and kept is there before the first count.
        run(LINKS, dispatcher);
        await().atMost(Duration.ofSeconds(30)).until(() -> Census.take().isAtRest());
        Census before = Census.take();
        made.clear();

        long start = System.nanoTime();
        int messages = run(CUTS, dispatcher);
        long seconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - start);

        System.out.println("chaos: " + made.stream().collect(Collectors.groupingBy(cut -> cut, Collectors.counting()))
                + ", " + messages + " messages, " + seconds + " s");
        assertThat(violations).as("with -Dsockeye.chaos.seed=" + SEED).isEmpty();
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() ->
                        assertThat(Census.take()).matches(now -> now.isWithin(before), "holds no more than " + before));
        dispatcher.shutdown();
    }

    /** {@return how many messages were taken} */
    private int run(int cuts, ExecutorService dispatcher) throws Exception {
        ExecutorService drivers = Executors.newFixedThreadPool(LINKS);
        SplittableRandom chance = new SplittableRandom(SEED);
        AtomicInteger left = new AtomicInteger(cuts);
        List<ChaosRelay> relays = new ArrayList<>();
        try (ChaosServer server = new ChaosServer(LINKS, violations);
                WebSocketClient inLoop = client().build();
                WebSocketClient dispatched = client().dispatchOn(dispatcher).build()) {
            List<Future<?>> lives = new ArrayList<>();
            for (int i = 0; i < LINKS; i++) {
                ChaosRelay relay = new ChaosRelay("127.77.0." + (i + 1), server.port(), violations);
                relays.add(relay);
                WebSocketClient client = i % 4 < 2 ? inLoop : dispatched;
                ChaosLink link = new ChaosLink(i, relay, client, chance.split(), violations);
                server.links.add(link);
                lives.add(drivers.submit(() -> {
                    link.live(left, made);
                    return null;
                }));
            }
            for (Future<?> life : lives) {
                life.get(4, TimeUnit.MINUTES);
            }
            await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
                assertThat(inLoop.connections() + dispatched.connections()).isZero();
                assertThat(server.open).hasValue(0);
            });
            return server.links.stream()
                    .mapToInt(link -> link.settle(server.reads(link.number)))
                    .sum();
        } finally {
            drivers.shutdownNow();
            for (ChaosRelay relay : relays) {
                relay.close();
            }
        }
    }

    private static WebSocketClient.Builder client() {
        return WebSocketClient.builder()
                .heartbeat(new Heartbeat(Duration.ofMillis(250), Duration.ofMillis(800)))
                .serializeHandshakes(false);
    }
}
