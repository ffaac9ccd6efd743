package dev.sockeye.internal;

import dev.sockeye.HttpRequest;
import dev.sockeye.PageHandler;
import dev.sockeye.UpgradeRequest;
import dev.sockeye.WebSocketAcceptor;
import dev.sockeye.protocol.close.CloseCause;
import dev.sockeye.protocol.handshake.ServerHandshake;
import org.jspecify.annotations.Nullable;

/** What a server does with a request. */
sealed interface ServerDecision {
    /**
     * Answers it.
     *
     * @param cause what to report, if the request was to open a WebSocket
     * @param keepAlive whether another request may follow on the connection
     * @param bodyBytes how many bytes of the request's body are skipped before it
     */
    record Answer(ServerReply reply, @Nullable CloseCause cause, boolean keepAlive, long bodyBytes)
            implements ServerDecision {
        /** {@return an answer that ends the connection} */
        static Answer last(ServerReply reply, @Nullable CloseCause cause) {
            return new Answer(reply, cause, false, 0);
        }
    }

    /** Asks a page for the answer. */
    record AskPage(PageHandler page, HttpRequest request, boolean keepAlive, long bodyBytes)
            implements ServerDecision {}

    /**
     * Asks whether to open a WebSocket.
     *
     * @param target of the request, as the report tells it
     */
    record AskAcceptor(
            WebSocketAcceptor acceptor, UpgradeRequest request, ServerHandshake.Accepted accepted, String target)
            implements ServerDecision {}
}
