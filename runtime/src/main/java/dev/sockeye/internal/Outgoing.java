package dev.sockeye.internal;

import dev.sockeye.PreparedMessage;
import dev.sockeye.protocol.MessageType;
import dev.sockeye.protocol.close.CloseCause;
import dev.sockeye.protocol.close.ClosePayload;
import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** What waits in an {@link Outbox}. */
sealed interface Outgoing {
    /** {@return payload bytes that this holds} */
    default long bytes() {
        return 0;
    }

    /** {@return whether this is a whole message of which nothing has gone out, so that it may be dropped} */
    default boolean isDroppable() {
        return false;
    }

    /** Gives back what is held, because this will not be sent. */
    default void discard() {}

    /**
     * A message or a part of one.
     *
     * @param payload owned
     * @param whole whether this is a message that the application gave in one piece, of which nothing has gone out
     * @param done completed when the system has taken the bytes
     */
    record Data(
            MessageType type,
            ByteBuf payload,
            boolean last,
            boolean whole,
            @Nullable CompletableFuture<Void> done) implements Outgoing {
        @Override
        public long bytes() {
            return payload.readableBytes();
        }

        /** {@return this as a message of one piece, for a part that is the first and the last} */
        Data asWhole() {
            return new Data(type, payload, last, true, done);
        }

        @Override
        public boolean isDroppable() {
            return whole && done == null;
        }

        @Override
        public void discard() {
            payload.release();
        }
    }

    /** A message for many receivers. */
    record Prepared(PreparedMessage message) implements Outgoing {
        @Override
        public long bytes() {
            return message.payload().remaining();
        }

        @Override
        public boolean isDroppable() {
            return true;
        }
    }

    /**
     * What is left of a message for many receivers that goes out in several frames.
     *
     * @param frames the frames as they stand on the wire; shared, so only the position moves
     */
    record Encoded(ByteBuffer frames) implements Outgoing {
        @Override
        public long bytes() {
            return frames.remaining();
        }
    }

    /** The wish to close, behind all messages before it. */
    record Close(CloseCause cause, ClosePayload payload) implements Outgoing {}
}
