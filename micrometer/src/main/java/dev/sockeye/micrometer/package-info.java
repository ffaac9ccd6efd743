/** Meters of Micrometer for WebSocket servers and clients: {@link dev.sockeye.micrometer.MicrometerMetrics}. */
@NullMarked
package dev.sockeye.micrometer;

import org.jspecify.annotations.NullMarked;
