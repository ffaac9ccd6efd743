package dev.sockeye.testkit;

import dev.sockeye.protocol.Limits;
import dev.sockeye.protocol.ProtocolError;
import dev.sockeye.protocol.ProtocolException;
import dev.sockeye.protocol.Role;
import dev.sockeye.protocol.close.ClosePayload;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Pattern;

/** Reads the format that vectors/README.md describes. */
final class VectorReader {
    private static final Pattern SPACES = Pattern.compile(" +");

    private final String file;
    private final List<ByteVector> vectors = new ArrayList<>();
    private int lineNumber;

    private String name = "";
    private List<String> clauses = new ArrayList<>();
    private Optional<Role> receiver = Optional.empty();
    private Limits.Builder limits = Limits.builder();
    private Optional<String> extension = Optional.empty();
    private ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private List<ByteVector.Expected> events = new ArrayList<>();
    private List<ByteVector.Answer> answers = new ArrayList<>();
    private Optional<ByteVector.Refusal> refusal = Optional.empty();

    VectorReader(String file) {
        this.file = file;
    }

    List<ByteVector> read(String text) {
        for (String line : text.lines().toList()) {
            lineNumber++;
            try {
                take(line.strip());
            } catch (IllegalArgumentException wrong) {
                throw new IllegalArgumentException(
                        file + " line " + lineNumber + ": " + wrong.getMessage() + ": " + line, wrong);
            }
        }
        finish();
        return List.copyOf(vectors);
    }

    private void take(String line) {
        if (line.isEmpty() || line.startsWith("#")) {
            return;
        }
        int colon = line.indexOf(':');
        if (colon < 0) {
            throw new IllegalArgumentException("no colon");
        }
        String value = line.substring(colon + 1).strip();
        switch (line.substring(0, colon)) {
            case "vector" -> {
                finish();
                name = value;
            }
            case "clause" -> clauses.addAll(words(value));
            case "to" -> receiver = Optional.of(Role.valueOf(value.toUpperCase(Locale.ROOT)));
            case "limit" -> limit(value);
            case "extension" -> extension = Optional.of(value);
            case "in" -> bytes.writeBytes(hex(value));
            case "event" -> events.add(event(kind(value), hex(rest(value))));
            case "answer" -> answers.add(new ByteVector.Answer(kind(value), ByteBuffer.wrap(hex(rest(value)))));
            case "refuse" -> refuse(words(value));
            default -> throw new IllegalArgumentException("unknown key");
        }
    }

    private void limit(String pair) {
        int equals = pair.indexOf('=');
        int value = Integer.parseInt(pair.substring(equals + 1));
        switch (pair.substring(0, Math.max(0, equals))) {
            case "frame" -> limits.maxFrameBytes(value);
            case "message" -> limits.maxMessageBytes(value);
            case "fragments" -> limits.maxFragments(value);
            case "controls" -> limits.maxControlFramesPerSecond(value);
            default -> throw new IllegalArgumentException("unknown limit");
        }
    }

    private static ByteVector.Expected event(String kind, byte[] payload) {
        ByteBuffer window = ByteBuffer.wrap(payload);
        return switch (kind) {
            case "text" -> new ByteVector.Seen(new Event.Text(new String(payload, StandardCharsets.UTF_8)));
            case "binary" -> new ByteVector.Seen(new Event.Binary(window));
            case "ping" -> new ByteVector.Seen(new Event.Ping(window));
            case "pong" -> new ByteVector.Seen(new Event.Pong(window));
            case "close" -> new ByteVector.PeerClose(closePayload(window));
            default -> throw new IllegalArgumentException("unknown event");
        };
    }

    private static ClosePayload closePayload(ByteBuffer body) {
        try {
            return ClosePayload.parse(body);
        } catch (ProtocolException invalid) {
            throw new IllegalArgumentException(invalid.detail(), invalid);
        }
    }

    private void refuse(List<String> words) {
        ProtocolError error = ProtocolError.valueOf(words.get(1));
        if (Integer.parseInt(words.get(0)) != error.closeCode()) {
            throw new IllegalArgumentException(error + " is answered with " + error.closeCode());
        }
        OptionalInt place = OptionalInt.empty();
        if (words.size() > 2) {
            if (!words.get(2).equals("at")) {
                throw new IllegalArgumentException("no place");
            }
            place = OptionalInt.of(Integer.parseInt(words.get(3)));
        }
        refusal = Optional.of(new ByteVector.Refusal(error, place));
    }

    private static List<String> words(String value) {
        return SPACES.splitAsStream(value).toList();
    }

    private static String kind(String value) {
        int space = value.indexOf(' ');
        return space < 0 ? value : value.substring(0, space);
    }

    private static String rest(String value) {
        return value.substring(kind(value).length()).strip();
    }

    /** Words of hexadecimal digits; {@code *N} behind a word repeats it. */
    private static byte[] hex(String value) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (String word : words(value)) {
            int star = word.indexOf('*');
            byte[] part = HexFormat.of().parseHex(star < 0 ? word : word.substring(0, star));
            for (int times = star < 0 ? 1 : Integer.parseInt(word.substring(star + 1)); times > 0; times--) {
                out.writeBytes(part);
            }
        }
        return out.toByteArray();
    }

    private void finish() {
        if (name.isEmpty()) {
            return;
        }
        Role role = receiver.orElseThrow(() -> new IllegalArgumentException(file + ": " + name + " has no receiver"));
        vectors.add(new ByteVector(
                name,
                file,
                clauses,
                role,
                limits.build(),
                extension,
                ByteBuffer.wrap(bytes.toByteArray()),
                events,
                answers,
                refusal));
        clauses = new ArrayList<>();
        receiver = Optional.empty();
        limits = Limits.builder();
        extension = Optional.empty();
        bytes = new ByteArrayOutputStream();
        events = new ArrayList<>();
        answers = new ArrayList<>();
        refusal = Optional.empty();
    }
}
