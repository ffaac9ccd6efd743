package dev.sockeye.cli.connect;

import dev.sockeye.reconnect.ReconnectPolicy;
import java.util.Optional;

/**
 * How to come back after a connection has ended.
 *
 * @param tokenCommand prints the token of each attempt
 */
record ReconnectSettings(ReconnectPolicy policy, Optional<String> tokenCommand) {}
