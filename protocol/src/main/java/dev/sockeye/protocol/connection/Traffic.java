package dev.sockeye.protocol.connection;

import dev.sockeye.protocol.ProtocolError;
import dev.sockeye.protocol.ProtocolException;
import dev.sockeye.protocol.close.CloseReport;
import dev.sockeye.protocol.close.Counters;
import dev.sockeye.protocol.close.Moment;

/** Counts what passes over a connection, and holds control frames to their limit. */
final class Traffic {
    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    private final int mostControlFrames;
    private long bytesIn;
    private long bytesOut;
    private long messagesIn;
    private long messagesOut;
    private long messageOutBytes;
    private long lastMessageOutBytes;
    private int pingsIn;
    private int pingsOut;
    private int pongsIn;

    /** The second that {@link #controlFrames} counts in. */
    private long controlSecond;

    private int controlFrames;

    Traffic(int mostControlFramesPerSecond, long now) {
        mostControlFrames = mostControlFramesPerSecond;
        controlSecond = now;
    }

    void bytesIn(long bytes) {
        bytesIn += bytes;
    }

    void bytesOut(long bytes) {
        bytesOut += bytes;
    }

    long bytesOut() {
        return bytesOut;
    }

    void messageIn() {
        messagesIn++;
    }

    /**
     * Counts a message, or a part of one.
     *
     * @param last whether the message is whole with it
     */
    void messageOut(long bytes, boolean last) {
        messageOutBytes += bytes;
        if (last) {
            messagesOut++;
            lastMessageOutBytes = messageOutBytes;
            messageOutBytes = 0;
        }
    }

    long messagesOut() {
        return messagesOut;
    }

    void pingIn() {
        pingsIn++;
    }

    void pingOut() {
        pingsOut++;
    }

    void pongIn() {
        pongsIn++;
    }

    void controlFrameIn(long now) throws ProtocolException {
        if (now - controlSecond >= NANOS_PER_SECOND) {
            controlSecond = now;
            controlFrames = 0;
        }
        controlFrames++;
        if (controlFrames > mostControlFrames) {
            throw new ProtocolException(
                    ProtocolError.CONTROL_FRAME_FLOOD, "more than " + mostControlFrames + " in a second");
        }
    }

    /** {@return what was counted so far} */
    Counters counters() {
        return new Counters(
                bytesIn, bytesOut, messagesIn, messagesOut, pingsIn, pingsOut, pongsIn, lastMessageOutBytes);
    }

    /** Tells the counts, and the last time of each thing that happened at all. */
    void tell(CloseReport.Builder report, Liveness times) {
        report.counters(counters())
                .roundTrips(times.roundTrips())
                .startedAt(times.openedAt())
                .moment(Moment.Kind.OPENED, times.openedAt());
        tell(report, Moment.Kind.LAST_BYTE_IN, bytesIn, times.lastByteIn());
        tell(report, Moment.Kind.LAST_BYTE_OUT, bytesOut, times.lastByteOut());
        tell(report, Moment.Kind.LAST_MESSAGE_IN, messagesIn, times.lastMessageIn());
        tell(report, Moment.Kind.LAST_MESSAGE_OUT, messagesOut, times.lastMessageOut());
        tell(report, Moment.Kind.LAST_PING_OUT, pingsOut, times.lastPingOut());
        tell(report, Moment.Kind.LAST_PONG_IN, pongsIn, times.lastPongIn());
    }

    private static void tell(CloseReport.Builder report, Moment.Kind kind, long count, long nanos) {
        if (count > 0) {
            report.moment(kind, nanos);
        }
    }
}
