package dev.sockeye.conformance.interop;

import java.time.Duration;
import java.util.function.Predicate;

/** A peer's running server. */
final class PeerServer implements AutoCloseable {
    private static final Duration EVENT_LIMIT = Duration.ofSeconds(15);

    private final ChildProcess process;
    private final int port;
    private final Mode mode;

    PeerServer(ChildProcess process, int port, Mode mode) {
        this.process = process;
        this.port = port;
        this.mode = mode;
    }

    int port() {
        return port;
    }

    String uri(String path) {
        return mode.scheme() + "://localhost:" + port + path;
    }

    /** {@return what the peer's library reports of the end of a connection} */
    ClosedEvent awaitClosed(Predicate<ClosedEvent> fits) throws InterruptedException {
        return process.awaitLine(line -> ClosedEvent.parse(line).filter(fits).isPresent(), EVENT_LIMIT)
                .flatMap(ClosedEvent::parse)
                .orElseThrow(() -> new AssertionError("the peer told of no such close:\n" + process.output()));
    }

    @Override
    public void close() {
        process.close();
    }
}
