@NullMarked
package dev.sockeye.cli.explain;

import org.jspecify.annotations.NullMarked;
