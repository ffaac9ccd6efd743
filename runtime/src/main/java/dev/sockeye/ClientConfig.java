package dev.sockeye;

import dev.sockeye.protocol.Limits;
import dev.sockeye.protocol.connection.Heartbeat;
import dev.sockeye.protocol.extension.RequestedExtension;
import dev.sockeye.protocol.handshake.Headers;
import java.net.CookieHandler;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;

/**
 * The settings of a client, as {@link WebSocketClient.Builder} makes them. Immutable.
 *
 * @param subprotocols to offer, in order of preference
 * @param extensions to offer, in order of preference
 * @param origin the {@code Origin} header; clients other than browsers send none
 * @param headers further headers of the request, such as {@code Authorization}
 * @param limits how much of a server's input is accepted
 * @param heartbeat when to ping a silent server, and when to give it up
 * @param idleTimeout time without a message in either direction that ends a connection; zero for never
 * @param closingTimeout how long a server may take to answer a Close frame
 * @param sendQueue how much is held for a server that reads too slowly
 * @param dispatcher where handlers are called; on the connection's event loop if empty
 * @param tls for {@code wss} URIs
 * @param proxy what connections go through
 * @param mostRedirects how many redirects an attempt follows; 0 for none
 * @param cookies asked for cookies before each handshake, and given those of each answer
 * @param serializeHandshakes whether an attempt waits until no other one of this process is under way to the same address
 *     and port (RFC 6455 §4.1)
 * @param connectTimeout how long the name may take to resolve, and then how long waiting for other attempts and connecting
 *     TCP may take, all addresses of the name together
 * @param connectionAttemptDelay how long one address of a name has to itself before the next is tried, too (RFC 8305 §5)
 * @param handshakeTimeout how long a proxy may take to open a tunnel, then how long TLS may take, and then how long the
 *     opening handshake may
 * @param threads event loops that this client has to itself; 0 for those that all clients of the JVM share
 * @param metrics told of connections as they open, end, and in between
 */
public record ClientConfig(
        List<String> subprotocols,
        List<RequestedExtension> extensions,
        Optional<String> origin,
        Headers headers,
        Limits limits,
        Heartbeat heartbeat,
        Duration idleTimeout,
        Duration closingTimeout,
        SendQueue sendQueue,
        Optional<Executor> dispatcher,
        ClientTls tls,
        ProxySettings proxy,
        int mostRedirects,
        Optional<CookieHandler> cookies,
        boolean serializeHandshakes,
        Duration connectTimeout,
        Duration connectionAttemptDelay,
        Duration handshakeTimeout,
        int threads,
        WebSocketMetrics metrics) {
    // RFC 8305 §5: at least 10 ms, at most 2 s
    private static final Duration LEAST_ATTEMPT_DELAY = Duration.ofMillis(10);
    private static final Duration LONGEST_ATTEMPT_DELAY = Duration.ofSeconds(2);

    public ClientConfig {
        subprotocols = List.copyOf(subprotocols);
        extensions = List.copyOf(extensions);
        requirePositive("connectTimeout", connectTimeout);
        requirePositive("handshakeTimeout", handshakeTimeout);
        requirePositive("closingTimeout", closingTimeout);
        if (connectionAttemptDelay.compareTo(LEAST_ATTEMPT_DELAY) < 0
                || connectionAttemptDelay.compareTo(LONGEST_ATTEMPT_DELAY) > 0) {
            throw new IllegalArgumentException(
                    "connectionAttemptDelay is from 10 ms to 2 s (RFC 8305 §5), was " + connectionAttemptDelay);
        }
        if (mostRedirects < 0) {
            throw new IllegalArgumentException("mostRedirects must not be negative, was " + mostRedirects);
        }
        if (threads < 0) {
            throw new IllegalArgumentException("threads must not be negative, was " + threads);
        }
        if (idleTimeout.isNegative()) {
            throw new IllegalArgumentException("idleTimeout must not be negative, was " + idleTimeout);
        }
    }

    private static void requirePositive(String name, Duration value) {
        if (value.isNegative() || value.isZero()) {
            throw new IllegalArgumentException(name + " must be positive, was " + value);
        }
    }
}
