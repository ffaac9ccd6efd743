package dev.sockeye.benchmarks.storm;

import dev.sockeye.ConnectTarget;
import dev.sockeye.ReconnectingHandler;
import dev.sockeye.ReconnectingWebSocket;
import dev.sockeye.TargetSource;
import dev.sockeye.WebSocketClient;
import dev.sockeye.protocol.close.CloseReport;
import dev.sockeye.reconnect.Decision;
import dev.sockeye.reconnect.Reason;
import dev.sockeye.reconnect.ReconnectPolicy;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Many links of one process to one server. Says {@code ready} when all are connected, and {@code done} when each has been
 * disconnected and connected again; between the two it records every attempt and every return. Arguments: the URL, how many,
 * {@code default} or {@code fixed}, and the file for the record, in which each line is {@code lost}, {@code attempt} or
 * {@code back}, and the time in milliseconds since 1970.
 */
public final class StormClient implements ReconnectingHandler, TargetSource {
    /** Attempts that are made at the same time until all are connected for the first time; more overflow the server's queue. */
    private static final int FIRST_AT_ONCE = 200;

    private static final long LIMIT_MINUTES = 10;
    private static final Duration FIXED = Duration.ofSeconds(1);

    private final ConnectTarget target;
    private final int clients;
    private final ReconnectPolicy policy;
    private final Queue<String> record = new ConcurrentLinkedQueue<>();
    private final Semaphore first = new Semaphore(FIRST_AT_ONCE);
    private final AtomicInteger opened = new AtomicInteger();
    private final AtomicInteger back = new AtomicInteger();
    private final CountDownLatch ready = new CountDownLatch(1);
    private final CountDownLatch done = new CountDownLatch(1);

    private StormClient(String url, int clients, boolean fixed) {
        target = ConnectTarget.of(url);
        this.clients = clients;
        policy = fixed ? (report, attempt) -> new Decision.Retry(FIXED, Reason.OWN) : ReconnectPolicy.DEFAULT;
    }

    /** Runs one storm. */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        StormClient storm = new StormClient(arguments[0], Integer.parseInt(arguments[1]), arguments[2].equals("fixed"));
        System.exit(storm.run(arguments[3]) ? 0 : 1);
    }

    private boolean run(String file) throws IOException, InterruptedException {
        // The clients stand for machines of their own, which do not wait for each other's handshakes.
        WebSocketClient client =
                WebSocketClient.builder().serializeHandshakes(false).build();
        for (int i = 0; i < clients; i++) {
            first.acquire();
            ReconnectingWebSocket.builder(this).client(client).policy(policy).start(this);
        }
        boolean complete = ready.await(LIMIT_MINUTES, TimeUnit.MINUTES);
        System.out.println("ready");
        complete &= done.await(LIMIT_MINUTES, TimeUnit.MINUTES);
        System.out.println("done " + back.get());
        try (PrintStream out = new PrintStream(file, StandardCharsets.UTF_8)) {
            record.forEach(out::println);
        }
        return complete;
    }

    private boolean isFirstTime() {
        return ready.getCount() > 0;
    }

    private void note(String what) {
        record.add(what + " " + System.currentTimeMillis());
    }

    @Override
    public CompletionStage<ConnectTarget> next(Request request) {
        if (!isFirstTime()) {
            note("attempt");
        }
        return CompletableFuture.completedStage(target);
    }

    @Override
    public void onConnected(ReconnectingWebSocket socket, int attempt) {
        if (isFirstTime()) {
            first.release();
            if (opened.incrementAndGet() == clients) {
                ready.countDown();
            }
        } else {
            note("back");
            if (back.incrementAndGet() == clients) {
                done.countDown();
            }
        }
    }

    @Override
    public void onDisconnected(ReconnectingWebSocket socket, CloseReport report, Decision decision) {
        if (report.opened() && !isFirstTime()) {
            note("lost");
        }
    }
}
