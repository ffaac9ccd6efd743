/** Fuzz targets for everything that reads what a peer sent; over their seeds alone they are ordinary tests. */
@NullMarked
package dev.sockeye.conformance.fuzz;

import org.jspecify.annotations.NullMarked;
