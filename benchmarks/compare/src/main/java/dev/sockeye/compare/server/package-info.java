/**
 * The peers: servers of other stacks, each written as its documentation says and set for speed. All echo at {@code /echo},
 * send a message to everybody at {@code /broadcast}, take messages of at least 2 MiB, and agree to permessage-deflate only
 * when it is asked for.
 */
@NullMarked
package dev.sockeye.compare.server;

import org.jspecify.annotations.NullMarked;
