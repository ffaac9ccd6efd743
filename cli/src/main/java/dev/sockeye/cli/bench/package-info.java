/** {@code sockeye bench}: a load generator for WebSocket servers. */
@NullMarked
package dev.sockeye.cli.bench;

import org.jspecify.annotations.NullMarked;
