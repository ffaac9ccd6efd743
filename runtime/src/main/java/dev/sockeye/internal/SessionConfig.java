package dev.sockeye.internal;

import dev.sockeye.SendQueue;
import dev.sockeye.protocol.connection.ConnectionConfig;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * The settings that all connections of a server or client share.
 *
 * @param dispatcher runs the handlers' callbacks, in order per connection; null for the event loop
 * @param witness gives the reports their diagnoser
 */
public record SessionConfig(
        ConnectionConfig connection,
        SendQueue sendQueue,
        @Nullable Executor dispatcher,
        Witness witness) {}
