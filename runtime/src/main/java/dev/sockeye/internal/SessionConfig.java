package dev.sockeye.internal;

import dev.sockeye.ConnectionAge;
import dev.sockeye.SendQueue;
import dev.sockeye.protocol.close.CloseReport;
import dev.sockeye.protocol.connection.ConnectionConfig;
import io.netty.channel.EventLoop;
import java.net.SocketAddress;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * The settings that all connections of a server or client share.
 *
 * @param age how old connections become
 * @param dispatcher runs the handlers' callbacks, in order per connection; null for the event loop
 * @param witness gives the reports their diagnoser
 * @param signals told of what opens and ends
 */
public record SessionConfig(
        ConnectionConfig connection,
        SendQueue sendQueue,
        ConnectionAge age,
        @Nullable Executor dispatcher,
        Witness witness,
        Signals signals) {
    /** Of connections that may become as old as they like. */
    public SessionConfig(
            ConnectionConfig connection,
            SendQueue sendQueue,
            @Nullable Executor dispatcher,
            Witness witness,
            Signals signals) {
        this(connection, sendQueue, ConnectionAge.UNLIMITED, dispatcher, witness, signals);
    }

    /** {@return these settings with handlers called elsewhere} */
    SessionConfig withDispatcher(Executor other) {
        return new SessionConfig(connection, sendQueue, age, other, witness, signals);
    }

    /**
     * Takes note of the end of an attempt that did not become a connection.
     *
     * @return the report for the application
     * @see Witness#ended
     */
    CloseReport attemptFailed(CloseReport report, EventLoop loop, @Nullable SocketAddress local) {
        CloseReport told = witness.ended(report, loop, local, null);
        signals.ended(told, null);
        return told;
    }
}
