/** The server over real sockets of this machine. */
@NullMarked
package dev.sockeye.server;

import org.jspecify.annotations.NullMarked;
