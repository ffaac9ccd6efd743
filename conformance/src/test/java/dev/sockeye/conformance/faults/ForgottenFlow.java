package dev.sockeye.conformance.faults;

import dev.sockeye.WebSocketServer;
import dev.sockeye.conformance.interop.ChildProcess;
import dev.sockeye.protocol.close.CloseReport;
import dev.sockeye.protocol.connection.Heartbeat;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;

/**
 * A firewall at the client's machine that forgets an idle flow, as home routers and clouds do, seen by the server. No device
 * in use forgets within a minute, so this takes one; it runs on a thread of its own while other faults are injected.
 */
final class ForgottenFlow {
    private static final Duration FORGETS_AFTER = Duration.ofSeconds(20);
    private static final Duration SILENCE = Duration.ofSeconds(62);
    private static final Heartbeat SLOW = new Heartbeat(SILENCE, Duration.ofSeconds(2)).withJitter(0);
    private static final long PATIENCE_SECONDS = 100;

    /** The most that the client's end and the namespace's take. */
    private static final Duration CLEANING = Duration.ofSeconds(20);

    private final CompletableFuture<CloseReport> report;
    private final Thread thread;

    private ForgottenFlow(CompletableFuture<CloseReport> report, Thread thread) {
        this.report = report;
        this.thread = thread;
    }

    /**
     * Begins.
     *
     * @param verdict of the firewall on the server's ping
     */
    static ForgottenFlow begin(Path directory, String verdict) {
        CompletableFuture<CloseReport> report = new CompletableFuture<>();
        Thread thread = new Thread(
                () -> {
                    try {
                        report.complete(observe(directory, verdict));
                    } catch (Throwable failure) {
                        // A part that is missing skips the test that asks.
                        report.completeExceptionally(failure);
                    }
                },
                "forgotten-flow");
        thread.setDaemon(true);
        thread.start();
        return new ForgottenFlow(report, thread);
    }

    CloseReport await() throws Exception {
        try {
            return report.orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
        } catch (CompletionException failed) {
            if (failed.getCause() instanceof RuntimeException skipped) {
                throw skipped;
            }
            throw failed;
        }
    }

    /** Ends it if it is not over, so that its client and its namespace do not outlive the test. */
    void end() throws InterruptedException {
        thread.interrupt();
        thread.join(CLEANING.toMillis());
    }

    private static CloseReport observe(Path directory, String verdict) throws Exception {
        Acting handler = Acting.idle();
        CompletableFuture<CloseReport> ended = new CompletableFuture<>();
        try (Namespace namespace = Namespace.create()) {
            namespace.forgetFlows(FORGETS_AFTER, verdict);
            try (WebSocketServer server = WebSocketServer.builder()
                            .host(namespace.here())
                            .heartbeat(SLOW)
                            .onClose(ended::complete)
                            .route("/", request -> handler)
                            .start();
                    ChildProcess client = client(directory, namespace, server.port())) {
                handler.awaitOpen();
                try {
                    return ended.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
                } finally {
                    // It has not heard of the end.
                    client.kill();
                }
            }
        }
    }

    private static ChildProcess client(Path directory, Namespace namespace, int port) throws Exception {
        Path script = Files.createTempFile(directory, "client", ".py");
        try (InputStream in = Objects.requireNonNull(ForgottenFlow.class.getResourceAsStream("client.py"))) {
            Files.write(script, in.readAllBytes());
        }
        List<String> command = new ArrayList<>(List.of(namespace.prefix()));
        command.addAll(List.of(
                RealProxy.program("python3"), script.toString(), "ws://" + namespace.here() + ":" + port + "/"));
        return ChildProcess.start("python3", command);
    }
}
