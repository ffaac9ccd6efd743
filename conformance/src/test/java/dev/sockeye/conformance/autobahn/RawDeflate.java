package dev.sockeye.conformance.autobahn;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.Locale;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/** The fuzzer's end of permessage-deflate, as agreed in a response, with nothing of the endpoint under test in it. */
final class RawDeflate implements AutoCloseable {
    /** What zlib's window is when it is not told otherwise; the JDK cannot tell it. */
    private static final int ZLIB_WINDOW_BITS = 15;

    private static final byte[] TAIL = {0, 0, -1, -1};

    private final Deflater deflater;
    private final Inflater inflater = new Inflater(true);
    private final boolean ownTakeover;
    private final boolean peerTakeover;
    private final byte[] buffer = new byte[1 << 16];

    /** Reads the agreement out of a response's {@code Sec-WebSocket-Extensions}. */
    RawDeflate(String agreement, boolean client) {
        assertThat(agreement).as("the agreement").startsWith("permessage-deflate");
        String own = client ? "client" : "server";
        String peer = client ? "server" : "client";
        ownTakeover = !agreement.contains(own + "_no_context_takeover");
        peerTakeover = !agreement.contains(peer + "_no_context_takeover");
        int window = window(agreement, own + "_max_window_bits=");
        // A smaller window is kept by not referring back at all.
        deflater =
                new Deflater(window < ZLIB_WINDOW_BITS ? Deflater.NO_COMPRESSION : Deflater.DEFAULT_COMPRESSION, true);
    }

    static int window(String agreement, String parameter) {
        String text = agreement.toLowerCase(Locale.ROOT).replace("\"", "").replace(" ", "");
        int at = text.indexOf(parameter);
        if (at < 0) {
            return ZLIB_WINDOW_BITS;
        }
        String rest = text.substring(at + parameter.length());
        return Integer.parseInt(rest.split("[;,]", 2)[0]);
    }

    byte[] compress(byte[] message) {
        if (!ownTakeover) {
            deflater.reset();
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        deflater.setInput(message);
        int length;
        do {
            length = deflater.deflate(buffer, 0, buffer.length, Deflater.SYNC_FLUSH);
            out.write(buffer, 0, length);
        } while (length == buffer.length);
        byte[] bytes = out.toByteArray();
        // RFC 7692 §7.2.1: the four bytes that an empty block ends with are cut off.
        assertThat(Arrays.copyOfRange(bytes, bytes.length - TAIL.length, bytes.length))
                .isEqualTo(TAIL);
        return Arrays.copyOf(bytes, bytes.length - TAIL.length);
    }

    byte[] decompress(byte[] payload) {
        if (!peerTakeover) {
            inflater.reset();
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            for (byte[] part : new byte[][] {payload, TAIL}) {
                inflater.setInput(part);
                int length;
                while ((length = inflater.inflate(buffer)) > 0) {
                    out.write(buffer, 0, length);
                }
            }
        } catch (DataFormatException corrupt) {
            throw new AssertionError("the endpoint sent data that cannot be inflated", corrupt);
        }
        return out.toByteArray();
    }

    @Override
    public void close() {
        deflater.end();
        inflater.end();
    }
}
