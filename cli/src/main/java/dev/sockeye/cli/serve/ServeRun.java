package dev.sockeye.cli.serve;

import dev.sockeye.ServerStartException;
import dev.sockeye.WebSocketServer;
import dev.sockeye.cli.CommandFailure;
import dev.sockeye.cli.EndSignals;
import dev.sockeye.cli.ExitCode;
import dev.sockeye.cli.StandardStreams;
import dev.sockeye.cli.output.CloseReportText;
import dev.sockeye.protocol.close.CloseReport;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One run of {@code sockeye serve}, from the start of the server to its end. */
final class ServeRun {
    /** What clients get to answer their Close frame in when a second signal asks to hurry. */
    private static final Duration HURRY = Duration.ofMillis(500);

    private static final Logger LOG = LoggerFactory.getLogger("sockeye");

    private final ServeSettings settings;
    private final StandardStreams streams;

    ServeRun(ServeSettings settings, StandardStreams streams) {
        this.settings = settings;
        this.streams = streams;
    }

    /**
     * Serves until a signal comes, or this thread is interrupted.
     *
     * @throws CommandFailure if the server cannot start
     */
    ExitCode run() throws CommandFailure {
        // The log ends after the server, and so holds the ends of all its connections.
        try (CloseLog log = new CloseLog(CloseLog.MOST_WAITING, ServeRun::tell);
                WebSocketServer server = start(log)) {
            CompletableFuture<ExitCode> end = new CompletableFuture<>();
            CompletableFuture<ExitCode> hurry = new CompletableFuture<>();
            EndSignals signals = EndSignals.listen(end::complete, code -> {
                hurry.complete(code);
                hurry(server);
            });
            try (signals) {
                streams.out().println(readyLine(server));
                streams.out().flush();
                awaitEnd(end);
                drain(server);
            }
            return hurry.getNow(ExitCode.OK);
        }
    }

    private static void hurry(WebSocketServer server) {
        LOG.info("Closing all within {} ms, for a second signal came; a third ends at once", HURRY.toMillis());
        server.drain(HURRY);
    }

    private static String readyLine(WebSocketServer server) {
        String root = server.uri("/").toString();
        String base = root.substring(0, root.length() - 1);
        return "Sockeye is listening on " + base + " (echo at " + base + EchoServer.ECHO + ", page at "
                + root.replaceFirst("^ws", "http") + ")";
    }

    private static void awaitEnd(CompletableFuture<ExitCode> end) {
        try {
            ExitCode signal = end.get();
            LOG.info("{} came", signal == ExitCode.INTERRUPTED ? "SIGINT" : "SIGTERM");
        } catch (InterruptedException e) {
            LOG.info("Interrupted");
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    private void drain(WebSocketServer server) {
        if (server.connections() > 0) {
            LOG.info(
                    "Closing {} within {} ms; another signal hurries",
                    server.connections() == 1 ? "1 connection" : server.connections() + " connections",
                    settings.drainTimeout().toMillis());
        }
        server.drain(settings.drainTimeout()).toCompletableFuture().join();
    }

    private static void tell(CloseReport report) {
        if (LOG.isInfoEnabled()) {
            LOG.info("{}", CloseReportText.logLine(report));
        }
    }

    private WebSocketServer start(CloseLog log) throws CommandFailure {
        try {
            return EchoServer.start(settings, log);
        } catch (ServerStartException e) {
            throw failure(e);
        }
    }

    private static CommandFailure failure(ServerStartException e) {
        String problem = String.valueOf(e.getMessage());
        return switch (e.kind()) {
            case CERTIFICATE_UNUSABLE -> new CommandFailure(ExitCode.BAD_FILE, problem);
            case TLS_UNAVAILABLE -> new CommandFailure(ExitCode.FAILURE, problem);
            case PORT_IN_USE -> new CommandFailure(ExitCode.CANNOT_LISTEN, problem + " (--port 0 takes a free port)");
            case PORT_FORBIDDEN, ADDRESS_UNUSABLE, CANNOT_LISTEN -> new CommandFailure(ExitCode.CANNOT_LISTEN, problem);
        };
    }
}
