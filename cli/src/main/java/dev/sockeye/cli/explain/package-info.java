/** The commands that look up what is known: explain, compare and codes. */
@NullMarked
package dev.sockeye.cli.explain;

import org.jspecify.annotations.NullMarked;
