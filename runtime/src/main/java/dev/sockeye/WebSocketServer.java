package dev.sockeye;

import java.net.URI;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * A running server. Its threads keep the program alive until it is {@linkplain #close closed}. Every method is safe from
 * any thread.
 *
 * <pre>{@code
 * WebSocketServer server = WebSocketServer.builder()
 *         .port(8080)
 *         .route("/echo", request -> new WebSocketHandler() {
 *             public void onText(WebSocket socket, String text) {
 *                 socket.sendText(text);
 *             }
 *         })
 *         .start();
 * }</pre>
 */
public interface WebSocketServer extends AutoCloseable {
    /** {@return a builder that starts from the defaults} */
    static WebSocketServerBuilder builder() {
        return new WebSocketServerBuilder();
    }

    /** {@return the port that the server listens on} */
    int port();

    /**
     * {@return a URI of this server, {@code ws} or {@code wss}} The host is the one it was built with, or {@code localhost}
     * if it listens on every address.
     *
     * @param path begins with a slash
     */
    URI uri(String path);

    /** {@return how many WebSockets are open} */
    int connections();

    /** {@return the certificate that this server shows, if it speaks TLS} */
    Optional<X509Certificate> certificate();

    /**
     * Stops without a stampede, and as {@link #drain(Duration, DrainReason)} with {@link DrainReason#GOING_AWAY}.
     *
     * @param window how long it may take; zero or more
     */
    default CompletionStage<Void> drain(Duration window) {
        return drain(window, DrainReason.GOING_AWAY);
    }

    /**
     * Stops without a stampede. From now on requests to open a WebSocket are answered with 503 and a {@code Retry-After}
     * spread over the window. The open connections are closed one after the other during the first half of the window, so
     * that their clients do not come back all at once; each has the rest of the window for its closing handshake, and is
     * then cut. When all are gone, or the window is over, the server stops listening and ends its threads.
     *
     * <p>Once a server drains it goes on to do so: a later call may shorten the window, but not lengthen it.
     *
     * @param window how long it may take; zero or more
     * @param reason which close code clients get
     * @return completes when every connection has been reported and every thread is about to end
     */
    CompletionStage<Void> drain(Duration window, DrainReason reason);

    /**
     * Stops: {@linkplain #drain drains} with a window of two seconds, all connections at once, and waits for it, unless it
     * is called on one of the server's own threads. Does nothing if the server has stopped.
     */
    @Override
    void close();
}
