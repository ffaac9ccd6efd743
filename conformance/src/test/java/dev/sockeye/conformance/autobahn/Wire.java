package dev.sockeye.conformance.autobahn;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;

/** A bare TCP connection after an opening handshake, on which any bytes can be sent, as a client or as a server. */
final class Wire implements AutoCloseable {
    private static final int READ_LIMIT_MILLIS = 20_000;
    private static final int LARGEST_FRAME = 1 << 26;
    private static final String KEY = "dGhlIHNhbXBsZSBub25jZQ==";
    private static final String ACCEPT_GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

    private final Socket socket;
    private final boolean client;
    private final DataInputStream in;
    private final OutputStream out;
    private String target = "";
    private String extensions = "";

    private Wire(Socket socket, boolean client) throws IOException {
        this.socket = socket;
        this.client = client;
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(READ_LIMIT_MILLIS);
        in = new DataInputStream(new BufferedInputStream(socket.getInputStream(), 1 << 16));
        out = socket.getOutputStream();
    }

    /** Connects to a server and upgrades, with these extension offers unless they are empty. */
    static Wire connect(int port, String path, String offers) throws IOException {
        Wire wire = new Wire(new Socket(InetAddress.getLoopbackAddress(), port), true);
        wire.write(("GET " + path + " HTTP/1.1\r\nHost: 127.0.0.1:" + port
                        + "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: "
                        + KEY + "\r\n" + header("Sec-WebSocket-Extensions", offers) + "\r\n")
                .getBytes(StandardCharsets.ISO_8859_1));
        List<String> head = wire.readHead();
        assertThat(head.get(0)).startsWith("HTTP/1.1 101 ");
        assertThat(find(head, "Sec-WebSocket-Accept")).isEqualTo(acceptValue(KEY));
        wire.extensions = find(head, "Sec-WebSocket-Extensions");
        return wire;
    }

    /** Takes a client's request and accepts it, with the answer to its extension offers. */
    static Wire accept(Socket accepted, UnaryOperator<String> answer) throws IOException {
        Wire wire = new Wire(accepted, false);
        List<String> head = wire.readHead();
        wire.target = head.get(0).split(" ", 3)[1];
        wire.extensions = answer.apply(find(head, "Sec-WebSocket-Extensions"));
        wire.write(
                ("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: "
                                + acceptValue(find(head, "Sec-WebSocket-Key")) + "\r\n"
                                + header("Sec-WebSocket-Extensions", wire.extensions) + "\r\n")
                        .getBytes(StandardCharsets.ISO_8859_1));
        return wire;
    }

    /** {@return the path and query that a client asked for} */
    String target() {
        return target;
    }

    /** {@return the agreed extensions as they stand in the response} */
    String extensions() {
        return extensions;
    }

    /** {@return whether this is the client's end} */
    boolean isClient() {
        return client;
    }

    /** Gives all bytes to the system at once. */
    void write(byte[] bytes) throws IOException {
        out.write(bytes);
    }

    /** Gives the bytes to the system in pieces, each of which may go out as a segment of its own. */
    void writeChopped(byte[] bytes, int size) throws IOException {
        for (int at = 0; at < bytes.length; at += size) {
            out.write(bytes, at, Math.min(size, bytes.length - at));
        }
    }

    byte[] encode(WireFrame frame) {
        // RFC 6455 §5.1: a client masks every frame, a server none.
        return frame.encode(client);
    }

    /** {@return the next frame} */
    WireFrame read() throws IOException {
        int first = in.readUnsignedByte();
        int second = in.readUnsignedByte();
        boolean masked = (second & 0x80) != 0;
        assertThat(masked)
                .as("RFC 6455 §5.1: a client masks every frame, a server none")
                .isEqualTo(!client);
        long length = second & 0x7F;
        if (length == 126) {
            length = in.readUnsignedShort();
            assertThat(length)
                    .as("RFC 6455 §5.2: lengths are minimally encoded")
                    .isGreaterThan(125);
        } else if (length == 127) {
            length = in.readLong();
            assertThat(length)
                    .as("RFC 6455 §5.2: lengths are minimally encoded")
                    .isBetween(0x10000L, (long) LARGEST_FRAME);
        }
        byte[] key = new byte[4];
        if (masked) {
            in.readFully(key);
        }
        byte[] payload = new byte[(int) length];
        in.readFully(payload);
        return new WireFrame(
                (first & 0x80) != 0, (first >> 4) & 7, first & 0xF, masked ? WireFrame.mask(payload, key) : payload);
    }

    /** Waits for a while and holds that neither bytes nor the end of the stream come. */
    void expectSilence(int millis) throws IOException {
        socket.setSoTimeout(millis);
        try {
            in.mark(1);
            int next = in.read();
            in.reset();
            throw new AssertionError(
                    next < 0 ? "the endpoint closed TCP too early" : "the endpoint was not silent, it sent " + read());
        } catch (SocketTimeoutException silence) {
            socket.setSoTimeout(READ_LIMIT_MILLIS);
        }
    }

    /** Holds that the other end closes TCP in order (FIN, not RST) within this time, and sends nothing more before. */
    void expectEnd(int millis) throws IOException {
        socket.setSoTimeout(millis);
        try {
            int next = in.read();
            assertThat(next)
                    .as("the first byte after the Close frame, or -1 for the end")
                    .isEqualTo(-1);
        } catch (SocketTimeoutException late) {
            throw new AssertionError("the endpoint did not close TCP within " + millis + " ms", late);
        }
    }

    void shutdownOutput() throws IOException {
        socket.shutdownOutput();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    private List<String> readHead() throws IOException {
        List<String> lines = new ArrayList<>();
        ByteBuffer line = ByteBuffer.allocate(8_192);
        while (true) {
            byte next = in.readByte();
            if (next != '\n') {
                line.put(next);
                continue;
            }
            String text =
                    StandardCharsets.ISO_8859_1.decode(line.flip()).toString().trim();
            line.clear();
            if (text.isEmpty()) {
                return lines;
            }
            lines.add(text);
        }
    }

    private static String header(String name, String value) {
        return value.isEmpty() ? "" : name + ": " + value + "\r\n";
    }

    private static String find(List<String> head, String name) {
        String start = name.toLowerCase(Locale.ROOT) + ":";
        return head.stream()
                .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(start))
                .map(line -> line.substring(start.length()).trim())
                .findFirst()
                .orElse("");
    }

    private static String acceptValue(String key) {
        try {
            MessageDigest sha1 = MessageDigest.getInstance("SHA-1");
            return Base64.getEncoder()
                    .encodeToString(sha1.digest((key + ACCEPT_GUID).getBytes(StandardCharsets.ISO_8859_1)));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
