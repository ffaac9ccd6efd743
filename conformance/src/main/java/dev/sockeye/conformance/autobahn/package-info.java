/** The client testee for the Autobahn|Testsuite's fuzzing server. */
@NullMarked
package dev.sockeye.conformance.autobahn;

import org.jspecify.annotations.NullMarked;
