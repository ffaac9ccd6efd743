package dev.sockeye.protocol.close;

import dev.sockeye.protocol.ProtocolError;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Why a connection, or an attempt to make one, ended: the first thing that set the end in motion. What came later stands in
 * the report's timeline.
 *
 * <p>A local failure is never told as if the peer had closed: {@link PeerClosed} means that the peer's Close frame came
 * first, {@link ProtocolViolation} that this endpoint refused what the peer sent.
 */
public sealed interface CloseCause {
    /** {@return which kind of cause this is, for switches and metrics} */
    Kind kind();

    /** {@return the cause as one English clause for a log} */
    String describe();

    /** The kinds of causes. */
    enum Kind {
        PEER_CLOSED,
        CLOSED_BY_APPLICATION,
        DRAINED,
        PROTOCOL_VIOLATION,
        HANDLER_FAILED,
        PONG_TIMEOUT,
        IDLE_TIMEOUT,
        SLOW_CONSUMER,
        EXTENSION_MISSING,
        TRANSPORT_LOST,
        ABORTED,
        DNS_FAILED,
        CONNECT_FAILED,
        PROXY_FAILED,
        TLS_FAILED,
        HANDSHAKE_REFUSED,
        HANDSHAKE_INVALID,
        HANDSHAKE_LOST,
        TIMED_OUT_OPENING,
        LOCAL_FAILURE
    }

    /** The steps of opening a connection, in order. */
    enum Stage {
        DNS,
        /** Waiting until no other attempt to the same address and port is under way (RFC 6455 §4.1). */
        TURN,
        CONNECT,
        PROXY,
        TLS,
        UPGRADE
    }

    /** What can be wrong when TLS is set up. */
    enum TlsProblem {
        /** The other end speaks plain HTTP. */
        PLAIN_HTTP,
        /** What came is not TLS. */
        NOT_TLS,
        CERTIFICATE_EXPIRED,
        CERTIFICATE_NOT_YET_VALID,
        CERTIFICATE_REVOKED,
        /** No trusted authority has signed the certificate. */
        CERTIFICATE_UNTRUSTED,
        CERTIFICATE_FOR_ANOTHER_HOST,
        /** The peer does not accept this end's certificate, or wants one. */
        CERTIFICATE_REFUSED_BY_PEER,
        /** The peer and this end have no version or cipher in common, or the peer gives no other reason. */
        NOTHING_IN_COMMON,
        OTHER
    }

    /** What can go wrong at a proxy. */
    enum ProxyProblem {
        /** Its name does not resolve, or it takes no connection. */
        UNREACHABLE,
        /** It wants credentials, or others than it was given. */
        CREDENTIALS,
        /** It answered, and opened no way to the target. */
        REFUSED,
        /** It broke off, or answered something that no proxy of its kind answers. */
        BROKEN
    }

    /** The peer's Close frame came first. */
    record PeerClosed(ClosePayload payload) implements CloseCause {
        @Override
        public Kind kind() {
            return Kind.PEER_CLOSED;
        }

        @Override
        public String describe() {
            return "the peer closed with " + payload;
        }
    }

    /** The application on this end asked for a Close. */
    record ClosedByApplication(ClosePayload payload) implements CloseCause {
        @Override
        public Kind kind() {
            return Kind.CLOSED_BY_APPLICATION;
        }

        @Override
        public String describe() {
            return "closed by this end with " + payload;
        }
    }

    /**
     * This server let its connections go, to stop or to rebalance.
     *
     * @param age the age that this connection was given when it opened, if reaching it was the reason
     */
    record Drained(ClosePayload payload, Optional<Duration> age) implements CloseCause {
        /** The server stops. */
        public Drained(ClosePayload payload) {
            this(payload, Optional.empty());
        }

        @Override
        public Kind kind() {
            return Kind.DRAINED;
        }

        @Override
        public String describe() {
            String why = age.map(limit -> "had the age of " + limit.toMillis() + " ms that it was given, so it was ")
                    .orElse("");
            return why + "drained with " + payload;
        }
    }

    /** The peer broke a rule of the wire, or went over a limit of this end. */
    record ProtocolViolation(ProtocolError error, String detail) implements CloseCause {
        @Override
        public Kind kind() {
            return Kind.PROTOCOL_VIOLATION;
        }

        @Override
        public String describe() {
            return "refused what the peer sent: " + error.rule() + " (" + detail + "; " + error.clause() + ")";
        }
    }

    /**
     * The handler on this end threw. The peer learns only of an internal error.
     *
     * @param failure the exception's class and message, for this end's log
     */
    record HandlerFailed(String failure) implements CloseCause {
        @Override
        public Kind kind() {
            return Kind.HANDLER_FAILED;
        }

        @Override
        public String describe() {
            return "the handler threw " + failure;
        }
    }

    /**
     * Nothing came after a ping, not even another byte.
     *
     * @param waited how long after the ping
     * @param silence how long after the last byte that came
     */
    record PongTimeout(Duration waited, Duration silence) implements CloseCause {
        @Override
        public Kind kind() {
            return Kind.PONG_TIMEOUT;
        }

        @Override
        public String describe() {
            return "nothing came for " + silence.toMillis() + " ms, not even within " + waited.toMillis()
                    + " ms of a ping";
        }
    }

    /** No message passed in either direction for as long as this end allows. */
    record IdleTimeout(Duration limit) implements CloseCause {
        @Override
        public Kind kind() {
            return Kind.IDLE_TIMEOUT;
        }

        @Override
        public String describe() {
            return "no message for " + limit.toMillis() + " ms";
        }
    }

    /** The peer read too slowly for what this end had to send. */
    record SlowConsumer(long queuedBytes, long limitBytes) implements CloseCause {
        /** What the Close frame says. */
        public static final String REASON = "reading too slowly";

        @Override
        public Kind kind() {
            return Kind.SLOW_CONSUMER;
        }

        @Override
        public String describe() {
            return "the peer reads too slowly: " + queuedBytes + " bytes queued, at most " + limitBytes
                    + " are allowed";
        }
    }

    /** The server did not agree to extensions that this client requires; the client closed with 1010. */
    record ExtensionMissing(List<String> required) implements CloseCause {
        public ExtensionMissing {
            required = List.copyOf(required);
        }

        @Override
        public Kind kind() {
            return Kind.EXTENSION_MISSING;
        }

        @Override
        public String describe() {
            return "the server did not agree to " + String.join(", ", required);
        }
    }

    /** The transport of an open connection ended and no Close frame had come. */
    record TransportLost(TransportEnd end) implements CloseCause {
        @Override
        public Kind kind() {
            return Kind.TRANSPORT_LOST;
        }

        @Override
        public String describe() {
            return "the transport ended without a Close frame: " + end;
        }
    }

    /** The application on this end cut the connection without a Close frame. */
    record Aborted() implements CloseCause {
        @Override
        public Kind kind() {
            return Kind.ABORTED;
        }

        @Override
        public String describe() {
            return "cut by this end without a Close frame";
        }
    }

    /** The host's name did not resolve. */
    record DnsFailed(String host, String detail) implements CloseCause {
        @Override
        public Kind kind() {
            return Kind.DNS_FAILED;
        }

        @Override
        public String describe() {
            return "the name " + host + " did not resolve: " + detail;
        }
    }

    /** No transport connection came about. */
    record ConnectFailed(String address, TransportEnd end) implements CloseCause {
        @Override
        public Kind kind() {
            return Kind.CONNECT_FAILED;
        }

        @Override
        public String describe() {
            return "could not connect to " + address + ": " + end;
        }
    }

    /**
     * A proxy on the way refused, or did not do its part.
     *
     * @param proxy its host and port, without credentials
     * @param status what it answered: the HTTP status, or the reply of SOCKS (RFC 1928 §6); empty if it did not come to that
     */
    record ProxyFailed(String proxy, ProxyProblem problem, OptionalInt status, String detail) implements CloseCause {
        @Override
        public Kind kind() {
            return Kind.PROXY_FAILED;
        }

        @Override
        public String describe() {
            return "the proxy " + proxy + " failed" + (status.isPresent() ? " with " + status.getAsInt() : "") + ": "
                    + detail;
        }
    }

    /** TLS could not be set up; an application sees 1015. */
    record TlsFailed(TlsProblem problem, String detail) implements CloseCause {
        @Override
        public Kind kind() {
            return Kind.TLS_FAILED;
        }

        @Override
        public String describe() {
            return "TLS failed: " + detail;
        }
    }

    /** The server answered the upgrade with another status than 101. */
    record HandshakeRefused(int status, String detail) implements CloseCause {
        @Override
        public Kind kind() {
            return Kind.HANDSHAKE_REFUSED;
        }

        @Override
        public String describe() {
            return "the upgrade was answered with " + status + (detail.isEmpty() ? "" : ": " + detail);
        }
    }

    /**
     * The head that came in the opening handshake breaks its rules: a 101 that does not fit the request, or something that
     * is not HTTP.
     *
     * @param error the machine-readable code of the rule
     */
    record HandshakeInvalid(String error, String detail) implements CloseCause {
        @Override
        public Kind kind() {
            return Kind.HANDSHAKE_INVALID;
        }

        @Override
        public String describe() {
            return "the opening handshake is not valid: " + detail;
        }
    }

    /** The transport ended while the connection was being opened. */
    record HandshakeLost(Stage stage, TransportEnd end) implements CloseCause {
        @Override
        public Kind kind() {
            return Kind.HANDSHAKE_LOST;
        }

        @Override
        public String describe() {
            return "the transport ended during " + stage + ": " + end;
        }
    }

    /** A step of opening the connection took longer than this end allows. */
    record TimedOutOpening(Stage stage, Duration limit) implements CloseCause {
        @Override
        public Kind kind() {
            return Kind.TIMED_OUT_OPENING;
        }

        @Override
        public String describe() {
            String what = stage == Stage.TURN ? "waiting for other attempts to the same address" : stage.name();
            return what + " took longer than " + limit.toMillis() + " ms";
        }
    }

    /** Something failed within this endpoint that is neither the peer's nor the handler's doing. */
    record LocalFailure(String failure) implements CloseCause {
        @Override
        public Kind kind() {
            return Kind.LOCAL_FAILURE;
        }

        @Override
        public String describe() {
            return "failed on this end: " + failure;
        }
    }
}
