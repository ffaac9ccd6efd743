package dev.sockeye.diagnosis.rules;

import dev.sockeye.diagnosis.Context;
import dev.sockeye.diagnosis.Figure;
import dev.sockeye.diagnosis.PastClose;
import dev.sockeye.diagnosis.knowledge.Component;
import dev.sockeye.diagnosis.knowledge.Knowledge;
import dev.sockeye.protocol.Role;
import dev.sockeye.protocol.close.CloseReport;
import dev.sockeye.protocol.close.Moment;
import dev.sockeye.protocol.close.TcpInfo;
import dev.sockeye.protocol.extension.ExtensionOutcome;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** A report and its context, with the figures that the rules reckon with. */
final class Facts {
    /** Longer texts of a peer are cut: they stand in a sentence. */
    private static final int MOST_WORDS = 120;

    /** No device that forgets flows does so sooner (see limits.conf). */
    static final Duration SOONEST_FORGOTTEN = Duration.ofSeconds(60);

    private final CloseReport report;
    private final Context context;
    private final Duration age;
    private final Duration silence;

    /** Found when a rule asks for it: the answer to the handshake is searched for it. */
    private Optional<Component> component = Optional.empty();

    private boolean searched;

    Facts(CloseReport report, Context context) {
        this.report = report;
        this.context = context;
        age = PastClose.age(report);
        silence = PastClose.silence(report);
    }

    CloseReport report() {
        return report;
    }

    Context context() {
        return context;
    }

    boolean isServer() {
        return report.role() == Role.SERVER;
    }

    /** {@return how long the connection had been open} */
    Duration age() {
        return age;
    }

    /** {@return how long nothing had passed in either direction at the end} */
    Duration silence() {
        return silence;
    }

    Duration end() {
        return report.when(Moment.Kind.TRANSPORT_ENDED).orElse(Duration.ZERO);
    }

    /** {@return when the last byte came; the opening handshake was the first} */
    Duration lastIn() {
        return PastClose.lastIn(report);
    }

    /** {@return how long nothing had come at the end} */
    Duration silenceIn() {
        return PastClose.silenceIn(report);
    }

    /** {@return how long before the end the last byte went, if any went} */
    Optional<Duration> sinceLastOut() {
        return report.when(Moment.Kind.LAST_BYTE_OUT).map(when -> end().minus(when));
    }

    /** {@return how long before the end the last whole message went, if one went} */
    Optional<Duration> sinceLastMessageOut() {
        return report.when(Moment.Kind.LAST_MESSAGE_OUT).map(when -> end().minus(when));
    }

    /** {@return how long nothing had come when the last bytes went} */
    Duration silenceBeforeLastOut() {
        Duration lastOut = report.when(Moment.Kind.LAST_BYTE_OUT).orElse(Duration.ZERO);
        return lastOut.compareTo(lastIn()) > 0 ? lastOut.minus(lastIn()) : Duration.ZERO;
    }

    /** {@return a round trip that is to be expected, for "at once"} */
    Duration roundTrip() {
        Duration least = Duration.ofMillis(200);
        Duration measured = Duration.ofNanos(2 * report.roundTrips().mostNanos());
        return measured.compareTo(least) > 0 ? measured : least;
    }

    /** {@return the last sample of TCP_INFO of a connection that was still established} */
    Optional<TcpInfo> tcp() {
        List<CloseReport.TcpSample> samples = report.tcp();
        for (int i = samples.size() - 1; i >= 0; i--) {
            if (samples.get(i).info().state() != TcpInfo.CLOSED) {
                return Optional.of(samples.get(i).info());
            }
        }
        return Optional.empty();
    }

    /** {@return the last sample of TCP_INFO, whatever the state} */
    Optional<TcpInfo> lastTcp() {
        List<CloseReport.TcpSample> samples = report.tcp();
        return samples.isEmpty()
                ? Optional.empty()
                : Optional.of(samples.get(samples.size() - 1).info());
    }

    /** {@return the program that shows in the answer to the handshake} */
    Optional<Component> component() {
        if (!searched) {
            searched = true;
            component = Knowledge.tables().component(report.handshake());
        }
        return component;
    }

    boolean isCompressed() {
        return report.handshake().extensions().entries().stream()
                .anyMatch(entry -> entry.result() == ExtensionOutcome.Result.AGREED
                        && entry.name().equals("permessage-deflate"));
    }

    /** {@return what somebody else wrote, fit for a sentence: in one line, without control characters, not too long} */
    static Figure quoted(String text) {
        StringBuilder line = new StringBuilder();
        text.codePoints()
                .map(c -> Character.isISOControl(c) ? ' ' : c)
                .limit(MOST_WORDS)
                .forEach(line::appendCodePoint);
        if (text.codePointCount(0, text.length()) > MOST_WORDS) {
            line.append('…');
        }
        return Figure.of(line.toString().strip());
    }

    /** {@return whether two times are the same as far as timers are exact: within a second or 2 %} */
    static boolean isSame(Duration one, Duration other) {
        long tolerance = Math.max(1_000, other.toMillis() / 50);
        return Math.abs(one.minus(other).toMillis()) <= tolerance;
    }

    /** Says that this process stood still, and that garbage collection was it if most of the stall was. */
    Proposal tellStall(Proposal proposal, Duration stall) {
        Optional<Duration> collection =
                context().longestGcPause().filter(pause -> !isLess(pause.multipliedBy(2), stall));
        return collection
                .map(pause -> proposal.fact("gc-pause", Figure.of(pause)))
                .orElseGet(() -> proposal.fact("stall", Figure.of(stall)));
    }

    static boolean isLess(Duration one, Duration other) {
        return one.compareTo(other) < 0;
    }
}
