/** What is measured: one class for each way to load a server. */
@NullMarked
package dev.sockeye.compare.scenario;

import org.jspecify.annotations.NullMarked;
