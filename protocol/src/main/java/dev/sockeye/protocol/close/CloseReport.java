package dev.sockeye.protocol.close;

import dev.sockeye.protocol.Role;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How one connection, or one attempt to make one, ended: the facts, with the cause that came first. The number that an
 * application sees ({@link #code}) is derived from them. Immutable.
 *
 * @param role which end made this report
 * @param target what the client asked for, such as {@code wss://example.com/feed?token=x}; on a server the path and query
 * @param localAddress of the transport, empty if there was none
 * @param remoteAddress of the transport, empty if there was none
 * @param opened whether the opening handshake succeeded
 * @param cause what set the end in motion
 * @param closing the closing handshake
 * @param transportEnd how the transport ended, if there was one
 * @param handshake the opening handshake
 * @param timeline in the order of time
 * @param roundTrips from ping to pong
 * @param counters what passed
 * @param tcp what the system knew of the TCP connection at times near the end, in the order of time; empty where it tells
 *     nothing
 * @param diagnoser what {@link #diagnose} asks
 */
public record CloseReport(
        Role role,
        String target,
        String localAddress,
        String remoteAddress,
        boolean opened,
        CloseCause cause,
        Closing closing,
        Optional<TransportEnd> transportEnd,
        HandshakeFacts handshake,
        List<Moment> timeline,
        RoundTrips roundTrips,
        Counters counters,
        List<TcpSample> tcp,
        Diagnoser diagnoser) {

    public CloseReport {
        timeline = List.copyOf(timeline);
        tcp = List.copyOf(tcp);
    }

    /**
     * {@return the close code of the connection (RFC 6455 §7.1.5)} The code of the first Close frame received, 1005 if that
     * frame had none; 1015 if TLS could not be set up; 1006 if no Close frame came, whatever else this end knows.
     */
    public CloseCode code() {
        return closing.received()
                .map(ClosePayload::reportedCode)
                .orElse(cause instanceof CloseCause.TlsFailed ? CloseCode.TLS_HANDSHAKE : CloseCode.ABNORMAL);
    }

    /** {@return the reason in the first Close frame received; empty if there is none (RFC 6455 §7.1.6)} */
    public String reason() {
        return closing.received().map(ClosePayload::reason).orElse("");
    }

    /** {@return whether TCP was closed after the closing handshake completed (RFC 6455 §7.1.4)} */
    public boolean isClean() {
        return opened && closing.isComplete();
    }

    /**
     * A sample of TCP_INFO.
     *
     * @param nanos when, in nanoseconds since the attempt began
     */
    public record TcpSample(long nanos, TcpInfo info) {}

    /**
     * {@return what these facts most likely mean} On a report that a handler was given, a {@code
     * dev.sockeye.diagnosis.Diagnosis} that also knows what was seen of other connections.
     */
    public Verdict diagnose() {
        return diagnoser.diagnose(this);
    }

    /** {@return these facts, with another diagnoser} */
    public CloseReport withDiagnoser(Diagnoser other) {
        return new CloseReport(
                role,
                target,
                localAddress,
                remoteAddress,
                opened,
                cause,
                closing,
                transportEnd,
                handshake,
                timeline,
                roundTrips,
                counters,
                tcp,
                other);
    }

    /** {@return when the last event of this kind was, since the attempt began} */
    public Optional<Duration> when(Moment.Kind kind) {
        for (int i = timeline.size() - 1; i >= 0; i--) {
            Moment moment = timeline.get(i);
            if (moment.kind() == kind) {
                return Optional.of(Duration.ofNanos(moment.nanos()));
            }
        }
        return Optional.empty();
    }

    /** {@return the target without its query, which may hold a secret} */
    public String redactedTarget() {
        return redacted(target);
    }

    /** {@return a target without its query, which may hold a secret} */
    public static String redacted(String target) {
        int query = target.indexOf('?');
        return query < 0 ? target : target.substring(0, query) + "?…";
    }

    /** {@return one line for a log, without secrets} */
    @Override
    public String toString() {
        StringBuilder line = new StringBuilder()
                .append(code())
                .append(isClean() ? " clean, " : opened ? " not clean, " : " never opened, ")
                .append(cause.describe());
        closing.sent()
                .filter(sent -> !isSentTold())
                .ifPresent(sent -> line.append("; sent ").append(sent));
        closing.received()
                .filter(received -> !isReceivedTold())
                .ifPresent(received -> line.append("; received ").append(received));
        if (closing.timedOut()) {
            line.append("; the closing handshake timed out");
        }
        if (closing.midFrame()) {
            line.append("; the input ended within a frame");
        }
        line.append(" | ").append(redactedTarget());
        if (!remoteAddress.isEmpty()) {
            line.append(role == Role.SERVER ? " from " : " at ").append(remoteAddress);
        }
        when(Moment.Kind.TRANSPORT_ENDED).ifPresent(age -> line.append(" | ").append(seconds(age)));
        if (opened) {
            line.append(", in ")
                    .append(amount(counters.messagesIn(), counters.bytesIn()))
                    .append(", out ")
                    .append(amount(counters.messagesOut(), counters.bytesOut()));
        }
        return line.toString();
    }

    /** Whether the line holds the payload that was sent already: in the cause's words, or as the code that was echoed. */
    private boolean isSentTold() {
        return switch (cause.kind()) {
            case CLOSED_BY_APPLICATION, DRAINED -> true;
            case PEER_CLOSED -> isEchoed();
            default -> false;
        };
    }

    private boolean isReceivedTold() {
        return switch (cause.kind()) {
            case PEER_CLOSED -> true;
            case CLOSED_BY_APPLICATION, DRAINED -> isEchoed() && reason().isEmpty();
            default -> false;
        };
    }

    private boolean isEchoed() {
        return closing.sent()
                .flatMap(ClosePayload::code)
                .equals(closing.received().flatMap(ClosePayload::code));
    }

    private static String seconds(Duration age) {
        return age.toSeconds() + "." + age.toMillisPart() / 100 + " s";
    }

    private static String amount(long messages, long bytes) {
        return messages + (messages == 1 ? " message/" : " messages/") + bytes + " B";
    }

    /** {@return a builder for the report of an attempt} */
    public static Builder builder(Role role, CloseCause cause) {
        return new Builder(role, cause);
    }

    /** Gathers the facts of a {@link CloseReport}. Not safe for use by several threads. */
    public static final class Builder {
        private static final Comparator<Moment> BY_TIME = Comparator.comparingLong(Moment::nanos);
        private static final Comparator<TcpSample> SAMPLES_BY_TIME = Comparator.comparingLong(TcpSample::nanos);

        private final Role role;
        private final CloseCause cause;
        private String target = "";
        private String localAddress = "";
        private String remoteAddress = "";
        private boolean opened;
        private Closing closing = Closing.NONE;
        private @Nullable TransportEnd transportEnd;
        private HandshakeFacts handshake = HandshakeFacts.NONE;
        private long startNanos;
        private boolean started;
        private final List<Moment> moments = new ArrayList<>();
        private RoundTrips roundTrips = RoundTrips.NONE;
        private Counters counters = Counters.ZERO;
        private final List<TcpSample> tcp = new ArrayList<>();

        private Builder(Role role, CloseCause cause) {
            this.role = role;
            this.cause = cause;
        }

        public Builder target(String value) {
            target = value;
            return this;
        }

        public Builder localAddress(String value) {
            localAddress = value;
            return this;
        }

        public Builder remoteAddress(String value) {
            remoteAddress = value;
            return this;
        }

        /** Says that the opening handshake succeeded. */
        public Builder opened() {
            opened = true;
            return this;
        }

        public Builder closing(Closing value) {
            closing = value;
            return this;
        }

        public Builder transportEnd(TransportEnd value) {
            transportEnd = value;
            return this;
        }

        public Builder handshake(HandshakeFacts value) {
            handshake = value;
            return this;
        }

        public Builder roundTrips(RoundTrips value) {
            roundTrips = value;
            return this;
        }

        public Builder counters(Counters value) {
            counters = value;
            return this;
        }

        /**
         * Sets when the attempt began. Moments count from it; without it they count from the earliest of them.
         *
         * @param nanos on the clock that the moments are given in
         */
        public Builder startedAt(long nanos) {
            startNanos = nanos;
            started = true;
            return this;
        }

        /**
         * Adds a moment.
         *
         * @param nanos on the clock that {@link #startedAt} is given in
         */
        public Builder moment(Moment.Kind kind, long nanos, String detail) {
            moments.add(new Moment(kind, nanos, detail));
            return this;
        }

        /** Adds a moment that its kind says all about. */
        public Builder moment(Moment.Kind kind, long nanos) {
            return moment(kind, nanos, "");
        }

        /** Adds a sample of TCP_INFO, which also stands in the timeline. */
        public Builder tcp(TcpInfo info, long nanos) {
            tcp.add(new TcpSample(nanos, info));
            return moment(Moment.Kind.OBSERVED, nanos, info.toString());
        }

        public CloseReport build() {
            // Clocks such as System.nanoTime may wrap, so times are compared by their distance from the start.
            long origin = started || moments.isEmpty() ? startNanos : earliest();
            List<Moment> timeline = new ArrayList<>(moments.size());
            for (Moment moment : moments) {
                timeline.add(new Moment(moment.kind(), moment.nanos() - origin, moment.detail()));
            }
            timeline.sort(BY_TIME);
            List<TcpSample> samples = new ArrayList<>(tcp.size());
            for (TcpSample sample : tcp) {
                samples.add(new TcpSample(sample.nanos() - origin, sample.info()));
            }
            samples.sort(SAMPLES_BY_TIME);
            return new CloseReport(
                    role,
                    target,
                    localAddress,
                    remoteAddress,
                    opened,
                    cause,
                    closing,
                    Optional.ofNullable(transportEnd),
                    handshake,
                    timeline,
                    roundTrips,
                    counters,
                    samples,
                    Diagnoser.FROM_CAUSE);
        }

        private long earliest() {
            long earliest = moments.get(0).nanos();
            for (Moment moment : moments) {
                if (moment.nanos() - earliest < 0) {
                    earliest = moment.nanos();
                }
            }
            return earliest;
        }
    }
}
