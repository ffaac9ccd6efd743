package dev.sockeye.cli.bench;

import dev.sockeye.cli.CommandFailure;
import dev.sockeye.cli.StandardStreams;
import dev.sockeye.cli.option.ByteSizeConverter;
import dev.sockeye.cli.option.DurationConverter;
import dev.sockeye.cli.option.ReachOptions;
import dev.sockeye.cli.option.UrlConverter;
import dev.sockeye.cli.output.Style;
import dev.sockeye.protocol.handshake.WebSocketUri;
import java.time.Duration;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;

/** The options of {@code sockeye bench}. */
@Command(
        name = "bench",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        usageHelpAutoWidth = true,
        description =
                "Loads a WebSocket server and measures it: throughput, latency, errors, and with --server-pid what"
                        + " each message costs it. Load only servers that are yours.",
        footer = {
            "",
            "The server has to send every message back (echo), to all connections (broadcast), or nothing at all"
                    + " (idle). SIGINT (Ctrl-C) ends the measurement early and prints what was measured.",
            "",
            "Exit codes: 0 measured without an error; 10 to 13 no connection opened, as with connect; 24 some"
                    + " connections failed or were lost, or answers were wrong or missing; 64 wrong command line.",
            "",
            "  sockeye bench ws://127.0.0.1:8080/echo --connections 64 --in-flight 16 --size 125",
            "  sockeye bench ws://127.0.0.1:8080/echo --rate 10000 --connections 100",
        })
public final class BenchCommand implements Callable<Integer> {
    /** What may be on the way in all, so that it fits a JVM's memory. */
    private static final long MOST_IN_FLIGHT_BYTES = 1L << 30;

    /** More than any machine has processors for. */
    private static final int MOST_THREADS = 1_024;

    private final StandardStreams streams;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(
            index = "0",
            paramLabel = "URL",
            converter = UrlConverter.class,
            description = "What to connect to, such as ws://127.0.0.1:8080/echo.")
    private @Nullable WebSocketUri url;

    @Option(
            names = "--mode",
            paramLabel = "echo|idle|broadcast",
            defaultValue = "echo",
            description = "echo: each connection sends, and gets every message back; idle: connections are open and"
                    + " silent; broadcast: one more connection sends what the server sends to all."
                    + " Default: ${DEFAULT-VALUE}")
    private BenchMode mode = BenchMode.ECHO;

    @Option(
            names = "--connections",
            paramLabel = "N",
            defaultValue = "10",
            description = "How many connections to open. Default: ${DEFAULT-VALUE}")
    private int connections;

    @Option(
            names = "--in-flight",
            paramLabel = "N",
            description = "How many messages are on the way at a time, on each connection, or to all in broadcast mode."
                    + " Default: 1")
    private @Nullable Integer inFlight;

    @Option(
            names = "--size",
            paramLabel = "SIZE",
            defaultValue = "125",
            converter = ByteSizeConverter.class,
            description = "The payload of a message, such as 125 or 16KiB. Default: ${DEFAULT-VALUE}")
    private long size;

    @Option(names = "--text", description = "Send text messages; the default.")
    private boolean text;

    @Option(names = "--binary", description = "Send binary messages.")
    private boolean binary;

    @Option(
            names = "--payload",
            paramLabel = "ascii|unicode|json|random",
            description = "What the messages hold. Default: ascii for text, random for binary.")
    private @Nullable PayloadKind payload;

    @Option(names = "--compression", description = "Offer permessage-deflate.")
    private boolean compression;

    @Option(
            names = "--rate",
            paramLabel = "R",
            description =
                    "Send so many messages per second over all connections, at fixed times, and count latency from"
                            + " the time when each was due. Default: send as answers come.")
    private @Nullable Double rate;

    @Option(
            names = "--warmup",
            paramLabel = "TIME",
            defaultValue = "2s",
            converter = DurationConverter.class,
            description = "What passes before the measurement. Default: ${DEFAULT-VALUE}")
    private Duration warmup = Duration.ZERO;

    @Option(
            names = "--duration",
            paramLabel = "TIME",
            defaultValue = "10s",
            converter = DurationConverter.class,
            description = "How long to measure. Default: ${DEFAULT-VALUE}")
    private Duration duration = Duration.ZERO;

    @Option(
            names = "--threads",
            paramLabel = "N",
            description = "Event loops of the generator. Default: half as many as there are processors.")
    private @Nullable Integer threads;

    @Option(
            names = "--server-pid",
            paramLabel = "PID",
            description = "Watch this process of this machine, the server: its processor time and its memory (Linux).")
    private @Nullable Long serverPid;

    @Mixin
    private ReachOptions reach = new ReachOptions();

    @Option(names = "--json", description = "Write the result as one JSON object on a line.")
    private boolean json;

    /** Makes the command for these streams. */
    public BenchCommand(StandardStreams streams) {
        this.streams = streams;
    }

    @Override
    public Integer call() throws CommandFailure, InterruptedException {
        BenchRun.Measured measured = new BenchRun(settings(), streams).run();
        if (json) {
            streams.out().println(JsonMapper.shared().writeValueAsString(BenchJson.of(measured.result())));
        } else {
            BenchText.of(measured.result(), new Style(streams.outInColour())).forEach(streams.out()::println);
        }
        streams.out().flush();
        return measured.exitCode().code();
    }

    private BenchSettings settings() {
        if (url == null) {
            throw wrong("URL is missing");
        }
        require(connections > 0, "--connections is at least 1");
        require(!(text && binary), "--text or --binary, not both");
        require(rate == null || rate > 0, "--rate is a number of messages per second above 0");
        require(!duration.isZero(), "--duration is more than 0");
        require(threads == null || (threads > 0 && threads <= MOST_THREADS), "--threads is 1 to " + MOST_THREADS);
        require(serverPid == null || serverPid > 0, "--server-pid is the number of a process");
        require(
                mode != BenchMode.IDLE || (inFlight == null && rate == null),
                "--mode idle sends nothing; leave out --in-flight and --rate");
        requireOpenFiles();
        int onTheWay = inFlight == null ? 1 : inFlight;
        require(onTheWay > 0, "--in-flight is at least 1");
        require(
                size * onTheWay * (mode == BenchMode.ECHO ? connections : 1) <= MOST_IN_FLIGHT_BYTES,
                "--size times --in-flight times --connections is at most 1 GiB");
        boolean asText = !binary && payload != PayloadKind.RANDOM;
        require(!(text && payload == PayloadKind.RANDOM), "random bytes are no text; use --binary");
        PayloadKind kind = payload != null ? payload : asText ? PayloadKind.ASCII : PayloadKind.RANDOM;
        require(
                mode != BenchMode.BROADCAST || size >= PayloadNumber.leastSize(kind),
                "--mode broadcast numbers its messages, which takes --size " + PayloadNumber.leastSize(kind)
                        + " or more");
        return new BenchSettings(
                url,
                reach.settings(spec.commandLine(), url, false),
                mode,
                connections,
                onTheWay,
                (int) size,
                asText,
                kind,
                compression,
                rate == null ? OptionalDouble.empty() : OptionalDouble.of(rate),
                warmup,
                duration,
                threads == null ? Math.max(1, Runtime.getRuntime().availableProcessors() / 2) : threads,
                serverPid == null ? OptionalLong.empty() : OptionalLong.of(serverPid));
    }

    private void requireOpenFiles() {
        OpenFiles.roomForConnections()
                .ifPresent(room -> require(
                        connections <= room,
                        "--connections " + connections + " needs more open files than this process may have, which is"
                                + " enough for " + room + "; raise the limit with ulimit -n"));
    }

    private void require(boolean right, String otherwise) {
        if (!right) {
            throw wrong(otherwise);
        }
    }

    private ParameterException wrong(String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}
