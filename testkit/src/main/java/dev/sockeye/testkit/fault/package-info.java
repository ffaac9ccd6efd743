/**
 * Peers that misbehave over real sockets. A {@link dev.sockeye.testkit.fault.Fault} says what a peer does with a connection;
 * {@link dev.sockeye.testkit.fault.FaultyServer} and {@link dev.sockeye.testkit.fault.FaultyClient} do it.
 * {@link dev.sockeye.testkit.fault.Faults} and {@link dev.sockeye.testkit.fault.AnswerFaults} have the usual ones.
 */
@NullMarked
package dev.sockeye.testkit.fault;

import org.jspecify.annotations.NullMarked;
