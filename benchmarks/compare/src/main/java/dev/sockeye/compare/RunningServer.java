package dev.sockeye.compare;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A peer in a process of its own, pinned to the servers' core, until it is closed. */
public final class RunningServer implements AutoCloseable {
    /** The core that servers run on. */
    static final int CORE = 0;

    private static final Pattern PORT = Pattern.compile("(?:listening on |127\\.0\\.0\\.1:)(\\d+)");
    private static final int START_SECONDS = 30;

    private final Peer peer;
    private final Process process;
    private final int port;

    private RunningServer(Peer peer, Process process, int port) {
        this.peer = peer;
        this.process = process;
        this.port = port;
    }

    /**
     * Starts a peer and waits until it listens.
     *
     * @throws MeasurementException if it does not within 30 seconds
     */
    public static RunningServer start(Peer peer, Peer.Start start, Workspace workspace) throws InterruptedException {
        File log = workspace.output("logs").resolve(peer.name() + ".log").toFile();
        try {
            Process process = Processes.start(CORE, peer.command().words(start), log);
            CompletableFuture<Integer> port = new CompletableFuture<>();
            Thread reader = new Thread(() -> readOutput(process, port), "output of " + peer.name());
            reader.setDaemon(true);
            reader.start();
            try {
                return new RunningServer(peer, process, port.get(START_SECONDS, TimeUnit.SECONDS));
            } catch (ExecutionException | TimeoutException e) {
                Processes.end(process);
                throw new MeasurementException(peer.name() + " does not listen; see " + log, e);
            }
        } catch (IOException e) {
            throw new MeasurementException(peer.name() + " cannot be started", e);
        }
    }

    /** Reads to the end, since a server that writes more must not block. */
    private static void readOutput(Process process, CompletableFuture<Integer> port) {
        try (BufferedReader reader = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                Matcher found = PORT.matcher(line);
                if (!port.isDone() && found.find()) {
                    port.complete(Integer.valueOf(found.group(1)));
                }
            }
        } catch (IOException e) {
            port.completeExceptionally(e);
        }
        port.completeExceptionally(new IOException("the output ended"));
    }

    /** {@return the peer} */
    public Peer peer() {
        return peer;
    }

    /** {@return the port on 127.0.0.1} */
    public int port() {
        return port;
    }

    /** {@return the id of its process} */
    public long pid() {
        return process.pid();
    }

    /** Kills it. */
    @Override
    public void close() {
        try {
            Processes.end(process);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
