/** Fault tools for tests, and what tests of TLS need. */
@NullMarked
package dev.sockeye.testkit;

import org.jspecify.annotations.NullMarked;
