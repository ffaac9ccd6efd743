@NullMarked
package dev.sockeye.cli.option;

import org.jspecify.annotations.NullMarked;
