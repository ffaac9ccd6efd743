package dev.sockeye;

import dev.sockeye.protocol.MessageType;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * Messages that a {@link ReconnectingWebSocket} had taken and that did not reach the peer, or may not have. What is neither
 * told of here nor still waiting was read by the peer's end of the WebSocket, as its pong to a later ping showed, or is on
 * its way.
 *
 * @param fate what became of them
 * @param ids their numbers, in the order in which they were sent or would have been
 * @param messages the messages themselves, for those that waited in the buffer; empty for others
 */
public record Undelivered(Fate fate, List<IdRange> ids, List<Message> messages) {
    public Undelivered {
        ids = List.copyOf(ids);
        messages = List.copyOf(messages);
    }

    /** What can become of a message that was taken. */
    public enum Fate {
        /** It was written to a connection that then died: it may have arrived, or not. */
        UNCONFIRMED,
        /** It was not written before its connection died, and there is no buffer that it could wait in. */
        NOT_SENT,
        /** It waited in the buffer and had to make room for newer ones. */
        OVERFLOWED,
        /** It waited in the buffer for longer than the buffer's age. */
        EXPIRED,
        /** It waited in the buffer when the link came to its end. */
        ENDED
    }

    /**
     * Messages with successive numbers.
     *
     * @param last at least as large as the first
     */
    public record IdRange(long first, long last) {
        /** {@return how many} */
        public long count() {
            return last - first + 1;
        }

        @Override
        public String toString() {
            return first == last ? Long.toString(first) : first + "–" + last;
        }
    }

    /**
     * A message that waited.
     *
     * @param payload read-only; the text as UTF-8 for a text message
     */
    public record Message(long id, MessageType type, ByteBuffer payload) {}

    /** {@return how many messages these are} */
    public long count() {
        return ids.stream().mapToLong(IdRange::count).sum();
    }
}
