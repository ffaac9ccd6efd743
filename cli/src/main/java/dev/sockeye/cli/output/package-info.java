/** How the commands speak to people and to programs. */
@NullMarked
package dev.sockeye.cli.output;

import org.jspecify.annotations.NullMarked;
