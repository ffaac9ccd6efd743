@NullMarked
package dev.sockeye.cli.serve;

import org.jspecify.annotations.NullMarked;
