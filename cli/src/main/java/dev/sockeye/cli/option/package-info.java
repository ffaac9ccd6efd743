/** What the command line's options can hold, and what is said when they hold something else. */
@NullMarked
package dev.sockeye.cli.option;

import org.jspecify.annotations.NullMarked;
