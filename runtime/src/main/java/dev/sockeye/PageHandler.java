package dev.sockeye;

/**
 * Answers plain HTTP requests, GET and HEAD, beside the WebSocket routes. Called on the connection's event loop, where it
 * must not block, or on the executor that the server dispatches on. If it throws, the answer is 500 with no details.
 */
@FunctionalInterface
public interface PageHandler {
    /** {@return the page; for HEAD its body is left out of the answer} */
    HttpPage answer(HttpRequest request);
}
