/** The rules of the diagnosis: from facts to findings. */
@NullMarked
package dev.sockeye.diagnosis.rules;

import org.jspecify.annotations.NullMarked;
