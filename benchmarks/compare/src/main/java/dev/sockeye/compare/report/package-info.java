/** What is written of a comparison: a table, JSON, a page and a chart. */
@NullMarked
package dev.sockeye.compare.report;

import org.jspecify.annotations.NullMarked;
