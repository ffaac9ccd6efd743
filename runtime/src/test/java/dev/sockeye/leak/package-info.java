/** Fails a test run that leaks what Netty counts references of. */
@NullMarked
package dev.sockeye.leak;

import org.jspecify.annotations.NullMarked;
