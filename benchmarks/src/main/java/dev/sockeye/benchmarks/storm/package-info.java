/** Many clients that lose their server at once. */
@NullMarked
package dev.sockeye.benchmarks.storm;

import org.jspecify.annotations.NullMarked;
