/** The README's examples as code that compiles and runs, and the test that the README shows just this code. */
@NullMarked
package dev.sockeye.conformance.readme;

import org.jspecify.annotations.NullMarked;
