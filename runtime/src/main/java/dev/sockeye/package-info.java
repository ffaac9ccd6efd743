/** The WebSocket server, the WebSocket client, and what their users hold in hand. */
@NullMarked
package dev.sockeye;

import org.jspecify.annotations.NullMarked;
