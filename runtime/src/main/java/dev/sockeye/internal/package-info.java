/** What carries WebSockets over Netty. Not exported: other modules cannot see it. */
@NullMarked
package dev.sockeye.internal;

import org.jspecify.annotations.NullMarked;
