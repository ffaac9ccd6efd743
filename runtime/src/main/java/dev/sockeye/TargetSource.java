package dev.sockeye;

import java.util.concurrent.CompletionStage;

/**
 * Gives a {@link ReconnectingWebSocket} the target of each attempt: an address that a service hands out for one use, or a
 * token that expires.
 */
@FunctionalInterface
public interface TargetSource {
    /**
     * Begins to get the target of an attempt. Called before each, with the link's callbacks, so it must not block where they
     * must not. The stage may complete on any thread; what takes longer than the client's connect timeout counts as a failed
     * attempt, and so does a stage that completes exceptionally, or an exception.
     *
     * @param request what it is wanted for
     */
    CompletionStage<ConnectTarget> next(Request request);

    /**
     * What a target is wanted for.
     *
     * @param attempt how many attempts the row has with this one; 1 for the first, and after a stable connection
     * @param newCredentials whether the credentials of the attempt before were refused, so that giving the same is in vain
     */
    record Request(int attempt, boolean newCredentials) {}
}
