package dev.sockeye.testkit.fault;

import dev.sockeye.protocol.Role;
import dev.sockeye.protocol.handshake.AcceptValue;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A connection in the hands of a {@link Fault}: it keeps the rules where the fault asks for it, and breaks them where the
 * fault wants. Belongs to one thread.
 */
public final class FaultyPeer {
    /** Longer payloads are not held. */
    static final int MOST_HELD_BYTES = 64 << 10;

    private static final int LONGEST_WAIT_SECONDS = 60;
    private static final int FIN_BIT = 0x80;
    private static final Pattern KEY = Pattern.compile("(?im)^Sec-WebSocket-Key: *(\\S+)");

    private final Role role;
    private final Socket tcp;
    private final Socket socket;
    private final DataInputStream in;
    private final OutputStream out;
    private final CountDownLatch ending;
    private final String target;
    private String head = "";

    /**
     * @param tcp the bare connection
     * @param socket what the WebSocket runs over: TLS, or the bare connection
     * @param ending open as long as the fault may last
     * @param target of a client's request
     */
    FaultyPeer(Role role, Socket tcp, Socket socket, CountDownLatch ending, String target) throws IOException {
        this.role = role;
        this.tcp = tcp;
        this.socket = socket;
        this.ending = ending;
        this.target = target;
        in = new DataInputStream(socket.getInputStream());
        out = socket.getOutputStream();
    }

    /** {@return which end of the connection this is} */
    public Role role() {
        return role;
    }

    // ---- the opening handshake

    /**
     * Opens the WebSocket by the rules: a server reads the request and agrees, a client asks and reads the answer.
     *
     * @param moreHeaders lines for the head of this end
     */
    public void open(String... moreHeaders) throws IOException {
        if (role == Role.SERVER) {
            readHead();
            write(head("HTTP/1.1 101 Switching Protocols", "Sec-WebSocket-Accept: " + accept(), moreHeaders));
        } else {
            ask(moreHeaders);
            readHead();
        }
    }

    /** Asks to open a WebSocket, as a client does. */
    public void ask(String... moreHeaders) throws IOException {
        write(head(
                "GET " + target + " HTTP/1.1",
                "Host: localhost\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
                moreHeaders));
    }

    private static String head(String start, String line, String... moreHeaders) {
        String more = moreHeaders.length == 0 ? "" : String.join("\r\n", moreHeaders) + "\r\n";
        return start + "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n" + line + "\r\n" + more + "\r\n";
    }

    /** {@return the head that the other end sent, with its empty line} */
    public String readHead() throws IOException {
        StringBuilder read = new StringBuilder();
        while (read.indexOf("\r\n\r\n") < 0) {
            read.append((char) in.readUnsignedByte());
        }
        head = read.toString();
        return head;
    }

    /** {@return the value that answers the key of the request that was read} */
    public String accept() throws IOException {
        Matcher key = KEY.matcher(head);
        if (!key.find()) {
            throw new IOException("no key in " + head);
        }
        return AcceptValue.of(key.group(1));
    }

    // ---- bytes and frames

    /** Sends bytes as they are. */
    public void write(byte[] bytes) throws IOException {
        out.write(bytes);
        out.flush();
    }

    /** Sends a text as it is, a byte for each character. */
    public void write(String latin1) throws IOException {
        write(latin1.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** Sends a frame by the rules of this end: masked by a client, by a server not. */
    public void frame(int firstByte, byte[] payload) throws IOException {
        frame(firstByte, payload, role == Role.CLIENT);
    }

    /** Sends a frame whose masking is the fault's choice. */
    public void frame(int firstByte, byte[] payload, boolean masked) throws IOException {
        write(encode(firstByte, payload, masked));
    }

    /** {@return the bytes of a frame} The masking key is fixed: nothing here needs a secret. */
    static byte[] encode(int firstByte, byte[] payload, boolean masked) {
        int maskBit = masked ? 0x80 : 0;
        ByteBuffer frame = ByteBuffer.allocate(14 + payload.length).put((byte) firstByte);
        if (payload.length < 126) {
            frame.put((byte) (maskBit | payload.length));
        } else if (payload.length < 1 << 16) {
            frame.put((byte) (maskBit | 126)).putShort((short) payload.length);
        } else {
            frame.put((byte) (maskBit | 127)).putLong(payload.length);
        }
        byte[] key = masked ? new byte[] {1, 2, 3, 4} : new byte[4];
        if (masked) {
            frame.put(key);
        }
        for (int i = 0; i < payload.length; i++) {
            frame.put((byte) (payload[i] ^ key[i % 4]));
        }
        byte[] bytes = new byte[frame.position()];
        frame.flip().get(bytes);
        return bytes;
    }

    /** Sends a text message. */
    public void text(String text) throws IOException {
        frame(FIN_BIT | 1, text.getBytes(StandardCharsets.UTF_8));
    }

    /** Sends a Close frame with any code at all. */
    public void close(int code, String reason) throws IOException {
        byte[] words = reason.getBytes(StandardCharsets.UTF_8);
        frame(
                FIN_BIT | ReceivedFrame.CLOSE,
                ByteBuffer.allocate(2 + words.length)
                        .putShort((short) code)
                        .put(words)
                        .array());
    }

    /** {@return the next frame; nothing at the end of the stream} Of a frame over 64 KiB only the header is read. */
    public Optional<ReceivedFrame> readFrame() throws IOException {
        int first = in.read();
        if (first < 0) {
            return Optional.empty();
        }
        int second = in.readUnsignedByte();
        long length = second & 0x7f;
        if (length == 126) {
            length = in.readUnsignedShort();
        } else if (length == 127) {
            length = in.readLong();
        }
        byte[] key = new byte[4];
        if ((second & 0x80) != 0) {
            in.readFully(key);
        }
        if (length > MOST_HELD_BYTES) {
            return Optional.of(new ReceivedFrame(first & 0x0f, length, new byte[0]));
        }
        byte[] payload = new byte[(int) length];
        in.readFully(payload);
        for (int i = 0; i < payload.length; i++) {
            payload[i] ^= key[i % 4];
        }
        return Optional.of(new ReceivedFrame(first & 0x0f, length, payload));
    }

    // ---- ways to end

    /** Reads and discards until the other end ends its stream. */
    public void drain() throws IOException {
        byte[] sink = new byte[8192];
        while (in.read(sink) >= 0) {
            // until the end
        }
    }

    /** Neither reads nor writes while the fault lasts; the operating system goes on to acknowledge. */
    public void freeze() {
        try {
            var unused = ending.await(LONGEST_WAIT_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** {@return whether the fault may go on, after this time has passed} */
    boolean waited(Duration time) {
        try {
            return !ending.await(time.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Ends this end's stream (FIN) below whatever runs over it, and leaves the other direction open. */
    public void halfClose() throws IOException {
        tcp.shutdownOutput();
    }

    /** Ends the connection with a reset. */
    public void reset() throws IOException {
        tcp.setSoLinger(true, 0);
        tcp.close();
    }

    /** Closes the connection below whatever runs over it: FIN, or a reset if something came that was not read. */
    public void cut() throws IOException {
        tcp.close();
    }

    /** {@return what the WebSocket runs over} */
    public Socket socket() {
        return socket;
    }
}
