package dev.sockeye.diagnosis;

import java.time.Duration;
import java.util.Optional;

/**
 * What a client has learnt of the silence that a path bears, from the end that is diagnosed and those before it.
 *
 * @param silence about how long a silence ends connections
 * @param confirmed whether several ends agree; one alone may have had another reason
 * @param interval the silence after which the client pings from now on, if its heartbeat adapts to the path
 */
public record PathLimit(Duration silence, boolean confirmed, Optional<Duration> interval) {}
