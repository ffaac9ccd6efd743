package dev.sockeye.internal;

import dev.sockeye.PreparedMessage;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The frames of the prepared message that connections of one event loop sent last, for the next of thousands to send them with
 * nothing looked up and nothing allocated. For small messages, whose frames are copied at once: it keeps one from being
 * garbage. Confined to the event loop.
 */
final class SharedFrames {
    private @Nullable PreparedMessage message;
    private String kind = "";
    private ByteBuffer frames = ByteBuffer.allocate(0);

    /**
     * {@return what the message is on the wire of the sender's connection} Its position is the caller's until the next call.
     */
    @SuppressWarnings("ReferenceEquality") // Whether it is this very message.
    ByteBuffer framesOf(PreparedMessage wanted, Sender sender) {
        String wantedKind = sender.encodingKind();
        if (message != wanted || !kind.equals(wantedKind)) {
            frames = sender.framesOf(wanted);
            message = wanted;
            kind = wantedKind;
        }
        return frames.rewind();
    }
}
