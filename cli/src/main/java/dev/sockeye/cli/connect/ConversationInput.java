package dev.sockeye.cli.connect;

import dev.sockeye.cli.CommandFailure;

/** Where the messages to send come from. */
interface ConversationInput {
    /**
     * Sends what there is to send; the connection is closed when this returns. Runs on a thread of its own, which is
     * interrupted when the connection is over.
     *
     * @throws CommandFailure if there is something wrong with the input; the connection is closed all the same
     */
    void run(Conversation conversation, Talk talk) throws CommandFailure, InterruptedException;

    /** {@return whether {@link #run} returns soon after its thread is interrupted} */
    boolean endsWhenInterrupted();
}
