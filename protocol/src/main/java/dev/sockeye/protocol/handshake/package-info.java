/**
 * The opening handshake of both roles as pure functions over request and response heads (RFC 6455 §4), WebSocket URIs
 * (RFC 6455 §3), and a reader and writer of heads for transports that bring no HTTP codec of their own.
 */
@NullMarked
package dev.sockeye.protocol.handshake;

import org.jspecify.annotations.NullMarked;
