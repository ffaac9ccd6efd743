package dev.sockeye.testkit;

import dev.sockeye.protocol.close.CloseReport;
import java.nio.ByteBuffer;
import java.util.HexFormat;

/** What an application sees of a connection, as values that can be compared. */
public sealed interface Event {
    /** A whole text message came. */
    record Text(String text) implements Event {}

    /**
     * A whole binary message came.
     *
     * @param payload read-only
     */
    record Binary(ByteBuffer payload) implements Event {
        public Binary {
            payload = payload.asReadOnlyBuffer();
        }

        /** {@return the event with these bytes} */
        public static Binary of(byte... bytes) {
            return new Binary(ByteBuffer.wrap(bytes.clone()));
        }

        @Override
        public String toString() {
            return "Binary" + hex(payload);
        }
    }

    /**
     * A ping came.
     *
     * @param payload read-only
     */
    record Ping(ByteBuffer payload) implements Event {
        public Ping {
            payload = payload.asReadOnlyBuffer();
        }

        /** {@return the event with these bytes} */
        public static Ping of(byte... bytes) {
            return new Ping(ByteBuffer.wrap(bytes.clone()));
        }

        @Override
        public String toString() {
            return "Ping" + hex(payload);
        }
    }

    /**
     * A pong came.
     *
     * @param payload read-only
     */
    record Pong(ByteBuffer payload) implements Event {
        public Pong {
            payload = payload.asReadOnlyBuffer();
        }

        /** {@return the event with these bytes} */
        public static Pong of(byte... bytes) {
            return new Pong(ByteBuffer.wrap(bytes.clone()));
        }

        @Override
        public String toString() {
            return "Pong" + hex(payload);
        }
    }

    /** The connection no longer sends messages. */
    record Closing() implements Event {}

    /** The connection is over. */
    record Closed(CloseReport report) implements Event {}

    private static String hex(ByteBuffer payload) {
        int most = 32;
        int shown = Math.min(payload.remaining(), most);
        byte[] prefix = new byte[shown];
        payload.get(payload.position(), prefix);
        return "[" + HexFormat.of().formatHex(prefix)
                + (shown < payload.remaining() ? "… " + payload.remaining() + " bytes" : "") + "]";
    }
}
