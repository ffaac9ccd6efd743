/** What every part of the protocol shares: the roles, the message types and the ways a peer can break the rules. */
@NullMarked
package dev.sockeye.protocol;

import org.jspecify.annotations.NullMarked;
