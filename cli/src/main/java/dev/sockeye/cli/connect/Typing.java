package dev.sockeye.cli.connect;

import dev.sockeye.cli.CommandFailure;
import dev.sockeye.protocol.close.CloseCode;
import dev.sockeye.protocol.close.ClosePayload;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Runs the input beside the connection, on a daemon thread: a read from a pipe cannot be interrupted, only left behind. */
final class Typing {
    /** A terminal needs a moment to leave the line that is being typed. */
    private static final long END_MILLIS = 1_000;

    private final ConversationInput input;
    private final Conversation conversation;
    private final Thread thread;
    private final AtomicReference<@Nullable Exception> failure = new AtomicReference<>();

    Typing(ConversationInput input, Conversation conversation) {
        this.input = input;
        this.conversation = conversation;
        this.thread = ConnectRun.daemon("sockeye-input", this::run);
    }

    void start() {
        thread.start();
    }

    private void run() {
        Optional<Talk> talk = conversation.opened().join();
        if (talk.isEmpty()) {
            return;
        }
        try {
            input.run(conversation, talk.get());
        } catch (CommandFailure | RuntimeException e) {
            failure.set(e);
        } catch (InterruptedException over) {
            Thread.currentThread().interrupt();
        } finally {
            talk.get().close(ClosePayload.of(CloseCode.NORMAL, ""));
        }
    }

    /** Ends the input, so that the terminal is free for the last words. */
    void end() throws InterruptedException {
        thread.interrupt();
        if (input.endsWhenInterrupted()) {
            thread.join(END_MILLIS);
        }
    }

    /** Throws what was wrong with the input, if something was. */
    void requireNoFailure() throws CommandFailure {
        Exception wrong = failure.get();
        if (wrong instanceof CommandFailure told) {
            throw told;
        }
        if (wrong instanceof RuntimeException unexpected) {
            throw unexpected;
        }
    }
}
