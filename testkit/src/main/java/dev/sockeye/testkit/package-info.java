/**
 * Fault tools: a clock that stands still, a pipe that cuts, delays and loses bytes on purpose, a recorder of what a
 * connection does, byte vectors with known outcomes, and what tests of TLS need. {@link dev.sockeye.testkit.Pipe} is the
 * place to start.
 *
 * <p>Nothing here is safe for use by several threads, and nothing here starts one: a test drives it all.
 */
@NullMarked
package dev.sockeye.testkit;

import org.jspecify.annotations.NullMarked;
