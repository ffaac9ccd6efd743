/** {@code sockeye connect}: a WebSocket client for a terminal or a pipe. */
@NullMarked
package dev.sockeye.cli.connect;

import org.jspecify.annotations.NullMarked;
