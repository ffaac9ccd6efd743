/** Runs Sockeye beside its peers, on pinned cores and in interleaved rounds, and gathers what it costs each of them. */
@NullMarked
package dev.sockeye.compare;

import org.jspecify.annotations.NullMarked;
