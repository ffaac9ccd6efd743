/** Which clause of the RFCs is shown by which tests. */
@NullMarked
package dev.sockeye.conformance.rfc;

import org.jspecify.annotations.NullMarked;
