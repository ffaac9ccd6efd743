@NullMarked
package dev.sockeye.cli.connect;

import org.jspecify.annotations.NullMarked;
