package dev.sockeye.cli.bench;

import dev.sockeye.SendQueue;
import dev.sockeye.SlowConsumerPolicy;
import dev.sockeye.WebSocket;
import dev.sockeye.WebSocketClient;
import dev.sockeye.cli.CommandFailure;
import dev.sockeye.cli.EndSignals;
import dev.sockeye.cli.ExitCode;
import dev.sockeye.cli.StandardStreams;
import dev.sockeye.protocol.Limits;
import dev.sockeye.protocol.connection.Heartbeat;
import dev.sockeye.protocol.deflate.PermessageDeflate;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** One run of {@code sockeye bench}: opens, warms up, measures, closes, and tells. */
final class BenchRun {
    /** How long the last answers may take when nothing is sent any more. */
    private static final Duration LAST_ANSWERS = Duration.ofSeconds(1);

    /** How long servers may take to close, and then how long their ends are waited for. */
    private static final Duration CLOSING = Duration.ofSeconds(2);

    private static final double NANOS_PER_SECOND = 1e9;

    private final BenchSettings settings;
    private final StandardStreams streams;
    private final CompletableFuture<ExitCode> signal = new CompletableFuture<>();
    private final Tallies tallies = new Tallies();
    private final BenchWindow window = new BenchWindow();
    private final Opening opening;
    private final GeneratorWatch generator = new GeneratorWatch(tallies);

    private double openingSeconds;
    private double seconds;
    private long sent;
    private long received;

    BenchRun(BenchSettings settings, StandardStreams streams) {
        this.settings = settings;
        this.streams = streams;
        // In broadcast mode one more connection sends.
        opening = new Opening(settings.connections() + (settings.mode() == BenchMode.BROADCAST ? 1 : 0));
    }

    /**
     * Measures until the time is over, a signal comes, or no connection is left.
     *
     * @return what was measured, and what the program ends with
     * @throws CommandFailure if it cannot begin
     */
    Measured run() throws CommandFailure, InterruptedException {
        Optional<ServerWatch> server = settings.serverPid().isPresent()
                ? Optional.of(ServerWatch.begin(settings.serverPid().getAsLong()))
                : Optional.empty();
        Load load = Load.of(settings, tallies, opening, window);
        try (WebSocketClient client = client();
                EndSignals signals = EndSignals.listen(signal::complete);
                Progress progress = Progress.begin(streams, tallies, opening)) {
            Objects.requireNonNull(signals);
            Objects.requireNonNull(progress);
            open(client, load.connections());
            server.ifPresent(ServerWatch::connectionsIdle);
            String negotiated = negotiated(load.connections());
            if (opening.open() > 0) {
                load.begin();
                await(settings.warmup());
                measure(server);
                await(LAST_ANSWERS, load);
            }
            load.end();
            load.connections().forEach(BenchConnection::close);
            awaitEnds();
            return measured(server, negotiated, load);
        }
    }

    private WebSocketClient client() throws CommandFailure {
        // The queue has room for all that may be on the way, so that no message is refused.
        long queue = Math.max(SendQueue.DEFAULT.highWatermarkBytes(), 2L * settings.inFlight() * settings.size());
        WebSocketClient.Builder builder = WebSocketClient.builder()
                .serializeHandshakes(false)
                .threads(settings.threads())
                .heartbeat(Heartbeat.OFF)
                .closingTimeout(CLOSING)
                .limits(Limits.builder()
                        .maxMessageBytes(Math.max(Limits.DEFAULT.maxMessageBytes(), settings.size()))
                        .build())
                .sendQueue(new SendQueue(queue / 2, queue, SlowConsumerPolicy.REJECT));
        settings.reach().configure(builder);
        if (settings.compression()) {
            builder.compression(PermessageDeflate.clientDefault());
        }
        try {
            return builder.build();
        } catch (IllegalArgumentException e) {
            throw new CommandFailure(
                    settings.reach().trusted().isPresent() ? ExitCode.BAD_FILE : ExitCode.USAGE,
                    String.valueOf(e.getMessage()));
        }
    }

    private void open(WebSocketClient client, List<? extends BenchConnection> connections) throws InterruptedException {
        long start = System.nanoTime();
        opening.open(client, settings.url().toString(), connections, signal);
        await(opening.allTried(), signal, Duration.ofDays(1));
        openingSeconds = (System.nanoTime() - start) / NANOS_PER_SECOND;
    }

    private static String negotiated(List<? extends BenchConnection> connections) {
        for (BenchConnection connection : connections) {
            WebSocket socket = connection.socket();
            if (socket != null) {
                return socket.extensions();
            }
        }
        return "";
    }

    private void measure(Optional<ServerWatch> server) throws InterruptedException {
        generator.windowBegins();
        server.ifPresent(ServerWatch::windowBegins);
        long sentBefore = tallies.sum(Tally::sent);
        long receivedBefore = tallies.sum(Tally::received);
        long start = System.nanoTime();
        window.begin(start);
        await(settings.duration());
        long end = System.nanoTime();
        sent = tallies.sum(Tally::sent) - sentBefore;
        received = tallies.sum(Tally::received) - receivedBefore;
        server.ifPresent(ServerWatch::windowEnds);
        generator.windowEnds();
        window.end(end);
        seconds = (end - start) / NANOS_PER_SECOND;
    }

    /** Waits for a time, unless a signal comes or no connection is left. */
    private void await(Duration time) throws InterruptedException {
        await(opening.noneLeft(), signal, time);
    }

    private void await(Duration most, Load load) throws InterruptedException {
        long begin = System.nanoTime();
        while (!load.isAnswered()
                && System.nanoTime() - begin < most.toNanos()
                && !opening.noneLeft().isDone()) {
            await(opening.noneLeft(), new CompletableFuture<>(), Duration.ofMillis(5));
        }
    }

    private void awaitEnds() throws InterruptedException {
        await(opening.noneLeft(), new CompletableFuture<>(), CLOSING.multipliedBy(2));
    }

    private static void await(CompletableFuture<?> one, CompletableFuture<?> other, Duration most)
            throws InterruptedException {
        try {
            CompletableFuture.anyOf(one, other).get(most.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException over) {
            // That is what was waited for.
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    private Measured measured(Optional<ServerWatch> server, String negotiated, Load load) {
        Latencies latencies = tallies.merged(Tally::latencies);
        Optional<ServerUse> use = server.flatMap(watch -> watch.use(seconds, opening.opened()));
        OptionalDouble serverThread =
                use.map(known -> OptionalDouble.of(known.busiestThread())).orElse(OptionalDouble.empty());
        BenchResult result = new BenchResult(
                settings,
                negotiated,
                seconds,
                opening.opened(),
                opening.failed(),
                openingSeconds,
                tallies.merged(Tally::handshakes),
                sent,
                received,
                load.missing(),
                latencies,
                settings.rate().isPresent(),
                tallies.failures(),
                generator.use(seconds, serverThread, load.lateness(), latencies),
                use);
        return new Measured(result, signal.getNow(exitCode(result)));
    }

    private static ExitCode exitCode(BenchResult result) {
        if (result.opened() == 0 && !result.failures().isEmpty()) {
            return result.failures().get(0).getValue().exitCode();
        }
        return result.failures().isEmpty() && result.missing() == 0 ? ExitCode.OK : ExitCode.IMPAIRED;
    }

    /** A result and what the program ends with. */
    record Measured(BenchResult result, ExitCode exitCode) {}
}
