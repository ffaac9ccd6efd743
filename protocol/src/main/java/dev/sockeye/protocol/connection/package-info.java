/**
 * One WebSocket after its opening handshake, as a machine: bytes, commands and the time go in; messages, bytes and a
 * deadline come out. {@link dev.sockeye.protocol.connection.Connection} is the place to start.
 */
@NullMarked
package dev.sockeye.protocol.connection;

import org.jspecify.annotations.NullMarked;
