package dev.sockeye.cli.connect;

import dev.sockeye.WebSocket;
import dev.sockeye.cli.output.Printable;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.LocalTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.OptionalLong;

/** Events of a connection as lines for people, with the time of day. */
final class FrameText {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss.SSS", Locale.ROOT);
    private static final int BYTES_SHOWN = 32;
    private static final double NANOS_PER_MILLI = 1e6;

    private final Clock clock;

    FrameText(Clock clock) {
        this.clock = clock;
    }

    /** {@return the time of day} */
    String now() {
        return TIME.format(LocalTime.now(clock));
    }

    String opened(WebSocket socket) {
        StringBuilder line = new StringBuilder(now()).append(" open, to ").append(socket.remoteAddress());
        socket.subprotocol().ifPresent(name -> line.append(", subprotocol ").append(name));
        if (!socket.extensions().isEmpty()) {
            line.append(", ").append(socket.extensions());
        }
        return Printable.line(line.toString());
    }

    String ping(ByteBuffer payload) {
        return now() + " ping came" + payload(payload) + ", answered";
    }

    String pong(ByteBuffer payload, OptionalLong roundTripNanos) {
        String took = roundTripNanos.isPresent()
                ? String.format(Locale.ROOT, ", after %.1f ms", roundTripNanos.getAsLong() / NANOS_PER_MILLI)
                : ", unasked";
        return now() + " pong came" + payload(payload) + took;
    }

    /** {@return a binary message as its size and its first bytes} */
    static String binary(ByteBuffer data) {
        int size = data.remaining();
        StringBuilder line = new StringBuilder("binary, ").append(size).append(size == 1 ? " byte" : " bytes");
        for (int i = 0; i < Math.min(size, BYTES_SHOWN); i++) {
            line.append(i == 0 ? ": " : " ").append(String.format("%02x", data.get(data.position() + i)));
        }
        return line.append(size > BYTES_SHOWN ? " …" : "").toString();
    }

    /** The payload of a control frame: as text if it is text, else as bytes. */
    private static String payload(ByteBuffer payload) {
        if (!payload.hasRemaining()) {
            return "";
        }
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(payload.duplicate())
                    .toString();
            if (text.equals(Printable.line(text))) {
                return " \"" + text + '"';
            }
        } catch (CharacterCodingException notText) {
            // Shown as bytes.
        }
        return " (" + binary(payload).replace("binary, ", "") + ")";
    }
}
