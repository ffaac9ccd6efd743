package dev.sockeye.server;

import dev.sockeye.WebSocketServer;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.awaitility.Awaitility;

/** A client that writes and reads bytes as a test says. */
final class RawClient implements AutoCloseable {
    private static final int PATIENCE_MILLIS = 10_000;

    private final Socket socket;
    private final InputStream in;

    RawClient(WebSocketServer server) throws IOException {
        this(new Socket(InetAddress.getLoopbackAddress(), server.port()));
    }

    RawClient(Socket socket) throws IOException {
        this.socket = socket;
        socket.setSoTimeout(PATIENCE_MILLIS);
        in = socket.getInputStream();
    }

    /** {@return the head of a request to open a WebSocket} */
    static String upgrade(String path, String... moreLines) {
        StringBuilder head = new StringBuilder("GET " + path + " HTTP/1.1\r\nHost: localhost\r\n"
                + "Upgrade: websocket\r\nConnection: Upgrade\r\n"
                + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n");
        for (String line : moreLines) {
            head.append(line).append("\r\n");
        }
        return head.append("\r\n").toString();
    }

    /** {@return a plain request} */
    static String get(String path) {
        return "GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n";
    }

    /** {@return a masked text frame of at most 125 bytes} */
    static byte[] textFrame(String text) {
        return frame(0x81, text.getBytes(StandardCharsets.UTF_8));
    }

    /** {@return a masked frame of at most 125 bytes; its key is zero, so that the payload stands as it is} */
    static byte[] frame(int firstByte, byte[] payload) {
        ByteArrayOutputStream frame = new ByteArrayOutputStream();
        frame.write(firstByte);
        frame.write(0x80 | payload.length);
        frame.writeBytes(new byte[4]);
        frame.writeBytes(payload);
        return frame.toByteArray();
    }

    RawClient send(String text) throws IOException {
        return send(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    RawClient send(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
        socket.getOutputStream().flush();
        return this;
    }

    /** {@return the next head, with its empty line} */
    String readHead() throws IOException {
        StringBuilder head = new StringBuilder();
        while (!head.toString().endsWith("\r\n\r\n")) {
            head.append((char) readByte());
        }
        return head.toString();
    }

    /** {@return the next response, whose body ends as its Content-Length says} */
    String readResponse() throws IOException {
        String head = readHead();
        int length = 0;
        for (String line : head.split("\r\n", -1)) {
            if (line.startsWith("Content-Length: ")) {
                length = Integer.parseInt(line.substring("Content-Length: ".length()));
            }
        }
        return head + new String(read(length), StandardCharsets.UTF_8);
    }

    /** {@return the first byte and the payload of the next frame, which is unmasked and short} */
    String readFrame() throws IOException {
        int first = readByte();
        int length = readByte();
        return Integer.toHexString(first) + ":" + new String(read(length), StandardCharsets.UTF_8);
    }

    /** Reads bytes and throws them away. */
    void skip(int length) throws IOException {
        in.skipNBytes(length);
    }

    /** Waits, without reading anything, until the server has ended the connection in both directions. */
    void awaitEndOfConnection() {
        Awaitility.await().until(() -> {
            try {
                socket.getOutputStream().write('\n');
                return false;
            } catch (IOException ended) {
                return true;
            }
        });
    }

    private byte[] read(int length) throws IOException {
        byte[] bytes = in.readNBytes(length);
        if (bytes.length < length) {
            throw new EOFException(
                    "the server ended the connection after " + bytes.length + " of " + length + " bytes");
        }
        return bytes;
    }

    private int readByte() throws IOException {
        int b = in.read();
        if (b < 0) {
            throw new EOFException("the server ended the connection");
        }
        return b;
    }

    /** {@return whether something has come that was not read} */
    boolean hasInput() {
        try {
            return in.available() > 0;
        } catch (IOException closed) {
            return false;
        }
    }

    /** {@return all that still comes until the server ends its stream in order} */
    String readToEnd() throws IOException {
        return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }

    /** Ends the outgoing direction. */
    void finish() throws IOException {
        socket.shutdownOutput();
    }

    /** Ends the connection with a reset. */
    void reset() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
