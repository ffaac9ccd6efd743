package dev.sockeye.protocol.connection;

import dev.sockeye.protocol.ProtocolError;
import dev.sockeye.protocol.ProtocolException;
import dev.sockeye.protocol.close.CloseReport;
import dev.sockeye.protocol.close.Counters;
import dev.sockeye.protocol.close.Moment;
import java.nio.ByteBuffer;

/** Counts what passes over a connection, and holds control frames to their limit; {@link Liveness} knows when it passed. */
final class Traffic extends Liveness {
    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    private long bytesIn;
    private long bytesOut;

    Traffic(ConnectionConfig config, long now) {
        super(config, now);
    }

    void countBytesIn(long bytes) {
        bytesIn += bytes;
    }

    void bytesOut(long bytes, long now) {
        bytesOut += bytes;
        bytesOut(now);
    }

    long bytesOut() {
        return bytesOut;
    }

    @Override
    void messageIn(long now) {
        super.messageIn(now);
        messages().in++;
    }

    /**
     * Counts a message, or a part of one.
     *
     * @param last whether the message is whole with it
     */
    void messageOut(long bytes, boolean last, long now) {
        messageOut(now);
        Messages counts = messages();
        counts.partialBytes += bytes;
        if (last) {
            counts.out++;
            counts.lastOutBytes = counts.partialBytes;
            counts.partialBytes = 0;
        }
    }

    long messagesOut() {
        Messages sums = messagesSoFar();
        return sums == null ? 0 : sums.out;
    }

    void pingIn() {
        watch().pingsIn++;
    }

    void countPingOut() {
        watch().pingsOut++;
    }

    @Override
    long pongIn(ByteBuffer payload, long now) {
        watch().pongsIn++;
        return super.pongIn(payload, now);
    }

    void controlFrameIn(long now) throws ProtocolException {
        Watch counts = watch();
        if (now - counts.second >= NANOS_PER_SECOND) {
            counts.second = now;
            counts.inSecond = 0;
        }
        counts.inSecond++;
        int mostControlFrames = config().limits().maxControlFramesPerSecond();
        if (counts.inSecond > mostControlFrames) {
            throw new ProtocolException(
                    ProtocolError.CONTROL_FRAME_FLOOD, "more than " + mostControlFrames + " in a second");
        }
    }

    /** {@return what was counted so far} */
    Counters counters() {
        Messages sums = messagesSoFar();
        Watch control = watchSoFar();
        return new Counters(
                bytesIn,
                bytesOut,
                sums == null ? 0 : sums.in,
                sums == null ? 0 : sums.out,
                control == null ? 0 : control.pingsIn,
                control == null ? 0 : control.pingsOut,
                control == null ? 0 : control.pongsIn,
                sums == null ? 0 : sums.lastOutBytes);
    }

    /** Tells the counts, and the last time of each thing that happened at all. */
    void tell(CloseReport.Builder report) {
        Counters counts = counters();
        report.counters(counts).roundTrips(roundTrips()).startedAt(openedAt()).moment(Moment.Kind.OPENED, openedAt());
        tell(report, Moment.Kind.LAST_BYTE_IN, counts.bytesIn(), lastByteIn());
        tell(report, Moment.Kind.LAST_BYTE_OUT, counts.bytesOut(), lastByteOut());
        tell(report, Moment.Kind.LAST_MESSAGE_IN, counts.messagesIn(), lastMessageIn());
        tell(report, Moment.Kind.LAST_MESSAGE_OUT, counts.messagesOut(), lastMessageOut());
        tell(report, Moment.Kind.LAST_PING_OUT, counts.pingsOut(), lastPingOut());
        tell(report, Moment.Kind.LAST_PONG_IN, counts.pongsIn(), lastPongIn());
    }

    private static void tell(CloseReport.Builder report, Moment.Kind kind, long count, long nanos) {
        if (count > 0) {
            report.moment(kind, nanos);
        }
    }
}
