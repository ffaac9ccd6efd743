/** A thousand random cuts of real connections, and what links promise all the while. */
@NullMarked
package dev.sockeye.conformance.chaos;

import org.jspecify.annotations.NullMarked;
