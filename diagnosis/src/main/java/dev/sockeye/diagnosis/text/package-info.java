/** What the diagnosis says, in the reader's language. */
@NullMarked
package dev.sockeye.diagnosis.text;

import org.jspecify.annotations.NullMarked;
