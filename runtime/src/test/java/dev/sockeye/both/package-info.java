/** A server and a client of ours over real sockets: what neither could show alone. */
@NullMarked
package dev.sockeye.both;

import org.jspecify.annotations.NullMarked;
