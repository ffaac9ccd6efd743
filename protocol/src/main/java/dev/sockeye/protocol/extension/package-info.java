/**
 * WebSocket extensions (RFC 6455 §9): the header's grammar, the negotiation for both roles, and the interface that an
 * extension implements.
 */
@NullMarked
package dev.sockeye.protocol.extension;

import org.jspecify.annotations.NullMarked;
