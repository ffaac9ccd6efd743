/**
 * The permessage-deflate extension (RFC 7692 §7): its settings, its negotiation for both roles, and the codec that
 * compresses and decompresses messages.
 */
@NullMarked
package dev.sockeye.protocol.deflate;

import org.jspecify.annotations.NullMarked;
