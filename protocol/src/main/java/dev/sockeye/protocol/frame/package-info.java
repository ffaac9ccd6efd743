/**
 * Frames (RFC 6455 §5): a parser and a writer that allocate nothing per frame, and an elegant face over the parser for
 * tests, traces and tools.
 */
@NullMarked
package dev.sockeye.protocol.frame;

import org.jspecify.annotations.NullMarked;
