package dev.sockeye.cli.connect;

import dev.sockeye.cli.CommandFailure;
import dev.sockeye.cli.ExitCode;
import dev.sockeye.protocol.MessageType;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;

/**
 * Sends each line of the input as a text message. At its end it waits for the answers, since a server that answers from
 * another thread may not answer a message once it has seen the Close that follows it; then it closes with 1000.
 */
final class PipeInput implements ConversationInput {
    /** How long a server may take for an answer that it may not mean to give. */
    private static final Duration ANSWER_TIME = Duration.ofSeconds(5);

    private final LineInput lines;
    private final Optional<Duration> stay;

    PipeInput(InputStream in, Optional<Duration> stay) {
        this.lines = new LineInput(in);
        this.stay = stay;
    }

    @Override
    public void run(Conversation conversation, Talk talk) throws CommandFailure, InterruptedException {
        try {
            sendLines(conversation, talk);
            if (stay.isPresent()) {
                conversation.awaitOver(stay.get());
            } else {
                conversation.awaitAnswers(ANSWER_TIME);
            }
        } catch (IOException e) {
            throw new CommandFailure(ExitCode.BAD_INPUT, "Standard input cannot be read: " + e.getMessage());
        }
    }

    private void sendLines(Conversation conversation, Talk talk)
            throws IOException, CommandFailure, InterruptedException {
        long number = 0;
        for (Optional<ByteBuffer> line = lines.readLine(); line.isPresent(); line = lines.readLine()) {
            number++;
            if (!LineInput.isUtf8(line.get())) {
                throw new CommandFailure(
                        ExitCode.BAD_INPUT,
                        "Line " + number + " of the input is not UTF-8, which a text message must be");
            }
            if (!conversation.send(talk, MessageType.TEXT, line.get())) {
                return;
            }
        }
    }

    /** A read from a pipe blocks until something comes. */
    @Override
    public boolean endsWhenInterrupted() {
        return false;
    }
}
