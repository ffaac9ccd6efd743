/** Why a connection or an attempt ended: from a report to findings with confidence, evidence and a fix. */
@NullMarked
package dev.sockeye.diagnosis;

import org.jspecify.annotations.NullMarked;
