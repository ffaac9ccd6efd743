package dev.sockeye.internal;

import dev.sockeye.WebSocket;
import java.time.Duration;

/** What a {@link Link} asks of its connections beyond what applications do. */
interface LinkSocket extends WebSocket {
    /** {@return how many whole messages were handed to the transport; never more than that, seen from other threads} */
    long messagesOut();

    /** Sends a ping at once, and ends the connection as silent unless anything comes within a time. From any thread. */
    void probe(Duration limit);
}
