package dev.sockeye.cli.connect;

import dev.sockeye.cli.option.DurationConverter;
import dev.sockeye.protocol.handshake.Header;
import dev.sockeye.reconnect.Backoff;
import dev.sockeye.reconnect.ReconnectPolicy;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** How {@code sockeye connect} comes back. */
final class ReconnectOptions {
    @Option(
            names = "--reconnect",
            description =
                    "Connect again when the connection is lost or cannot be made, unless trying again is in vain. What"
                            + " is sent meanwhile waits, up to 1,000 messages or 1 MiB, for up to 5 minutes.")
    private boolean reconnect;

    @Option(
            names = "--max-attempts",
            paramLabel = "N",
            description = "With --reconnect: give up after N attempts in a row.")
    private @Nullable Integer maxAttempts;

    @Option(
            names = "--initial-delay",
            paramLabel = "TIME",
            converter = DurationConverter.class,
            description =
                    "With --reconnect: the most to wait before the first attempt; a random share of it is waited, and"
                            + " the most doubles with each attempt. Default: 5")
    private @Nullable Duration initialDelay;

    @Option(
            names = "--max-delay",
            paramLabel = "TIME",
            converter = DurationConverter.class,
            description = "With --reconnect: the most to wait before any attempt. Default: 60")
    private @Nullable Duration maxDelay;

    @Option(
            names = "--service",
            paramLabel = "NAME",
            description = "With --reconnect: read close codes as this service documents them, such as discord; sockeye"
                    + " codes names those that are known.")
    private @Nullable String service;

    @Option(
            names = "--token-command",
            paramLabel = "COMMAND",
            description = "With --reconnect: run this for each attempt, and send the first line that it prints as"
                    + " Authorization: Bearer.")
    private @Nullable String tokenCommand;

    /**
     * {@return what was asked for}
     *
     * @param headers that are sent with each handshake
     */
    Optional<ReconnectSettings> settings(CommandLine command, List<Header> headers) {
        if (!reconnect) {
            requireUnset(command, "--max-attempts", maxAttempts);
            requireUnset(command, "--initial-delay", initialDelay);
            requireUnset(command, "--max-delay", maxDelay);
            requireUnset(command, "--service", service);
            requireUnset(command, "--token-command", tokenCommand);
            return Optional.empty();
        }
        if (tokenCommand != null
                && headers.stream().anyMatch(header -> header.name().equalsIgnoreCase("Authorization"))) {
            throw new ParameterException(
                    command, "--token-command sends an Authorization header; leave out the one of --header");
        }
        try {
            return Optional.of(new ReconnectSettings(policy(), Optional.ofNullable(tokenCommand)));
        } catch (IllegalArgumentException wrong) {
            throw new ParameterException(command, String.valueOf(wrong.getMessage()));
        }
    }

    private static void requireUnset(CommandLine command, String name, @Nullable Object value) {
        if (value != null) {
            throw new ParameterException(command, name + " needs --reconnect");
        }
    }

    private ReconnectPolicy policy() {
        Duration first = initialDelay == null ? Backoff.DEFAULT.initial() : initialDelay;
        Duration most = maxDelay == null ? Backoff.DEFAULT.cap() : maxDelay;
        if (first.isZero()) {
            throw new IllegalArgumentException("--initial-delay must be more than 0");
        }
        if (most.compareTo(first) < 0) {
            // Whoever gives one of them means it; the default of the other makes room.
            if (initialDelay != null && maxDelay != null) {
                throw new IllegalArgumentException("--max-delay must not be less than --initial-delay");
            }
            first = initialDelay == null ? most : first;
            most = maxDelay == null ? first : most;
        }
        if (maxAttempts != null && maxAttempts < 1) {
            throw new IllegalArgumentException("--max-attempts must be at least 1, was " + maxAttempts);
        }
        ReconnectPolicy.Builder policy =
                ReconnectPolicy.builder().backoff(new Backoff(first, Backoff.DEFAULT.factor(), most));
        if (maxAttempts != null) {
            policy.maxAttempts(maxAttempts);
        }
        if (service != null) {
            policy.service(service);
        }
        return policy.build();
    }
}
