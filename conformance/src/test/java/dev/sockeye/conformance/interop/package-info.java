/**
 * Sockeye's server and client with real peers in other languages, a real browser and real proxies, over real sockets. A peer
 * or proxy that is not on this machine makes its tests be skipped by its name.
 */
@NullMarked
package dev.sockeye.conformance.interop;

import org.jspecify.annotations.NullMarked;
