package dev.sockeye.cli.connect;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Reads lines as bytes. A line ends with LF or CR LF, which are left out; the last one may end with the input. */
final class LineInput {
    private final InputStream in;

    LineInput(InputStream in) {
        this.in = new BufferedInputStream(in);
    }

    /** {@return the next line; empty at the end of the input} */
    Optional<ByteBuffer> readLine() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        int b = in.read();
        if (b < 0) {
            return Optional.empty();
        }
        while (b >= 0 && b != '\n') {
            line.write(b);
            b = in.read();
        }
        byte[] bytes = line.toByteArray();
        boolean carriageReturn = b == '\n' && bytes.length > 0 && bytes[bytes.length - 1] == '\r';
        return Optional.of(ByteBuffer.wrap(bytes, 0, carriageReturn ? bytes.length - 1 : bytes.length));
    }

    /** {@return whether the bytes are UTF-8, as a text message must be (RFC 6455 §5.6)} */
    static boolean isUtf8(ByteBuffer bytes) {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(bytes.duplicate());
            return true;
        } catch (CharacterCodingException malformed) {
            return false;
        }
    }
}
