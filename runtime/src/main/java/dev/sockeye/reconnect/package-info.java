/** When to try again after a connection has ended, and when to stop: pure functions over reports. */
@NullMarked
package dev.sockeye.reconnect;

import org.jspecify.annotations.NullMarked;
