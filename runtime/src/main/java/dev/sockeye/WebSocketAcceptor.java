package dev.sockeye;

/**
 * Decides about a request to open a WebSocket, and gives the connection its handler. Called once per request, on the
 * connection's event loop, where it must not block, or on the executor that the server dispatches on.
 */
@FunctionalInterface
public interface WebSocketAcceptor {
    /**
     * Accepts a request.
     *
     * @return the connection's handler; one handler may serve several connections. Its {@link WebSocketHandler#onClose}
     *     comes once for this request, also if the connection is lost before it opens
     * @throws UpgradeRefusedException to refuse the request; any other exception is answered with 500 and no details
     */
    WebSocketHandler accept(UpgradeRequest request) throws UpgradeRefusedException;
}
