/** The rules of the source layout, held against the compiled classes of every module. */
@NullMarked
package dev.sockeye.conformance.layout;

import org.jspecify.annotations.NullMarked;
