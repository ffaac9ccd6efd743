/** The {@code sockeye} command and its subcommands. */
@NullMarked
package dev.sockeye.cli;

import org.jspecify.annotations.NullMarked;
