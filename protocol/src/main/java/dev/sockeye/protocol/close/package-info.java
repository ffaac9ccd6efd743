/**
 * How a WebSocket ended: close codes and payloads (RFC 6455 §7.4), the causes a connection or an attempt can end for, and
 * the one report that tells it.
 */
@NullMarked
package dev.sockeye.protocol.close;

import org.jspecify.annotations.NullMarked;
