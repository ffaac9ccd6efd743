/** Faults that are really injected, and the cause that the diagnosis names for each. */
@NullMarked
package dev.sockeye.conformance.faults;

import org.jspecify.annotations.NullMarked;
