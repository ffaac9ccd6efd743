package dev.sockeye.internal;

import dev.sockeye.Undelivered;
import dev.sockeye.protocol.close.CloseReport;
import dev.sockeye.reconnect.Decision;
import java.nio.ByteBuffer;
import java.util.OptionalLong;

/** What a {@link Link} tells, as {@link dev.sockeye.ReconnectingHandler} describes it. */
public interface LinkListener {
    void onConnected(int attempt);

    void onUtf8(ByteBuffer utf8);

    void onBinary(ByteBuffer data);

    void onPong(ByteBuffer payload, OptionalLong roundTripNanos);

    void onWritable();

    void onUndelivered(Undelivered undelivered);

    void onDisconnected(CloseReport report, Decision decision);

    void onGaveUp(CloseReport report);
}
