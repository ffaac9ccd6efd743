package dev.sockeye.cli.bench;

import dev.sockeye.cli.option.Reach;
import dev.sockeye.protocol.handshake.WebSocketUri;
import java.time.Duration;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * What is to be measured.
 *
 * @param inFlight messages on the way per connection; in broadcast mode those that are on the way to all
 * @param size of a message's payload in bytes
 * @param text whether messages are text rather than binary
 * @param compression whether to offer permessage-deflate
 * @param rate messages per second over all connections; empty to send as answers come
 * @param warmup what passes before the measurement
 * @param duration of the measurement
 * @param threads event loops of the generator
 * @param serverPid the server's process, if it runs on this machine and is to be watched
 */
record BenchSettings(
        WebSocketUri url,
        Reach reach,
        BenchMode mode,
        int connections,
        int inFlight,
        int size,
        boolean text,
        PayloadKind payload,
        boolean compression,
        OptionalDouble rate,
        Duration warmup,
        Duration duration,
        int threads,
        OptionalLong serverPid) {}
