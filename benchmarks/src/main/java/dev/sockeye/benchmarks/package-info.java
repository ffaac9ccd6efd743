/** JMH benchmarks of what every frame, message and handshake goes through, with a peer beside each where there is one. */
@NullMarked
package dev.sockeye.benchmarks;

import org.jspecify.annotations.NullMarked;
