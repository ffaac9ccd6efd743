@NullMarked
package dev.sockeye.cli.output;

import org.jspecify.annotations.NullMarked;
