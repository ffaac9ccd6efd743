package dev.sockeye.testkit.fault;

import dev.sockeye.protocol.Role;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.zip.Deflater;

/** What goes wrong on a WebSocket that was opened by the rules. Each works for a server and for a client. */
public final class Faults {
    private static final String DEFLATE = "Sec-WebSocket-Extensions: permessage-deflate";
    private static final int FIN_BIT = 0x80;
    private static final int RSV1 = 0x40;
    private static final int RSV2 = 0x20;
    private static final int TEXT = 1;
    private static final int BINARY = 2;
    private static final int RESERVED = 3;
    private static final int PING = 9;
    private static final byte[] NOTHING = new byte[0];

    private Faults() {}

    // ---- ends without a Close frame

    /** {@return an orderly end of TCP (FIN) without a Close frame} */
    public static Fault fin() {
        return peer -> {
            peer.open();
            peer.halfClose();
            peer.drain();
        };
    }

    /** {@return an end of TCP (FIN) within a frame} */
    public static Fault finWithinFrame() {
        return peer -> {
            peer.open();
            peer.write(new byte[] {(byte) (FIN_BIT | TEXT)});
            peer.halfClose();
            peer.drain();
        };
    }

    /** {@return a reset} */
    public static Fault reset() {
        return peer -> {
            peer.open();
            peer.reset();
        };
    }

    /** {@return one direction ended (FIN), the other one left open and unread} */
    public static Fault halfClose() {
        return peer -> {
            peer.open();
            peer.halfClose();
            peer.freeze();
        };
    }

    /** {@return a peer that neither reads nor writes; its operating system acknowledges} */
    public static Fault freeze() {
        return peer -> {
            peer.open();
            peer.freeze();
        };
    }

    /** {@return a peer that reads everything and answers nothing: no pong, no Close} */
    public static Fault mute() {
        return peer -> {
            peer.open();
            peer.drain();
        };
    }

    /** {@return an end of TCP on the first message that is longer than this, without a word} */
    public static Fault cutOnMessageOver(long bytes) {
        return peer -> {
            peer.open();
            if (awaitMessageOver(peer, bytes)) {
                peer.cut();
            }
        };
    }

    /** {@return an end of TCP on the first message at all} */
    public static Fault cutOnMessage() {
        return cutOnMessageOver(-1);
    }

    /** {@return Close 1009 on the first message that is longer than this} */
    public static Fault tooBigOver(long bytes) {
        return peer -> {
            peer.open();
            if (awaitMessageOver(peer, bytes)) {
                peer.close(1009, "");
                peer.halfClose();
                peer.drain();
            }
        };
    }

    /** {@return an end of TCP (FIN) at this age, while text messages flow} */
    public static Fault cutAtAge(Duration age) {
        Duration pause = Duration.ofMillis(100);
        return peer -> {
            peer.open();
            for (Duration now = Duration.ZERO; now.compareTo(age) < 0 && peer.waited(pause); now = now.plus(pause)) {
                peer.text("tick");
            }
            endInOrder(peer);
        };
    }

    private static boolean awaitMessageOver(FaultyPeer peer, long bytes) throws IOException {
        while (true) {
            Optional<ReceivedFrame> frame = peer.readFrame();
            if (frame.isEmpty()) {
                return false;
            }
            if (frame.get().opcode() < ReceivedFrame.CLOSE && frame.get().length() > bytes) {
                return true;
            }
        }
    }

    // ---- Close frames

    /** {@return a Close frame with any code and reason, and the rest of the closing handshake by the rules} */
    public static Fault close(int code, String reason) {
        return peer -> {
            peer.open();
            peer.close(code, reason);
            awaitClose(peer);
            endInOrder(peer);
        };
    }

    /** {@return a Close frame of one byte, half a code} */
    public static Fault halfACloseCode() {
        return violation(FIN_BIT | ReceivedFrame.CLOSE, new byte[] {3});
    }

    /** {@return a Close frame that crosses the other end's: it is sent when the other one comes, as if they had met} */
    public static Fault crossingClose(int code) {
        return peer -> {
            peer.open();
            awaitClose(peer);
            peer.close(code, "");
            endInOrder(peer);
        };
    }

    private static void awaitClose(FaultyPeer peer) throws IOException {
        Optional<ReceivedFrame> frame = peer.readFrame();
        while (frame.isPresent() && frame.get().opcode() != ReceivedFrame.CLOSE) {
            frame = peer.readFrame();
        }
    }

    private static void endInOrder(FaultyPeer peer) throws IOException {
        peer.halfClose();
        peer.drain();
    }

    // ---- frames that break the rules

    /** {@return a frame with RSV2 set, which no extension claimed} */
    public static Fault reservedBit() {
        return violation(FIN_BIT | RSV2 | TEXT, ascii("x"));
    }

    /** {@return a frame with RSV1 set, as if compressed, although compression was not agreed} */
    public static Fault compressedUnasked() {
        return violation(FIN_BIT | RSV1 | TEXT, ascii("x"));
    }

    /** {@return a frame with an opcode that is not defined} */
    public static Fault reservedOpcode() {
        return violation(FIN_BIT | RESERVED, NOTHING);
    }

    /** {@return a ping of 126 bytes} */
    public static Fault controlTooLong() {
        return violation(FIN_BIT | PING, new byte[126]);
    }

    /** {@return a ping in fragments} */
    public static Fault fragmentedControl() {
        return violation(PING, NOTHING);
    }

    /** {@return a continuation of a message that nobody began} */
    public static Fault orphanContinuation() {
        return violation(FIN_BIT, ascii("x"));
    }

    /** {@return a text message that is not UTF-8} */
    public static Fault badUtf8() {
        return violation(FIN_BIT | TEXT, new byte[] {(byte) 0xff});
    }

    /** {@return a Close frame whose reason is not UTF-8} */
    public static Fault badUtf8InReason() {
        return violation(FIN_BIT | ReceivedFrame.CLOSE, new byte[] {3, (byte) 0xe8, (byte) 0xff});
    }

    /** {@return a frame whose length has more bytes than it needs} */
    public static Fault longLength() {
        return peer -> {
            peer.open();
            int mask = peer.role() == Role.CLIENT ? 0x80 : 0;
            peer.write(ByteBuffer.allocate(8)
                    .put((byte) (FIN_BIT | TEXT))
                    .put((byte) (mask | 126))
                    .putShort((short) 1)
                    .putInt(0)
                    .array());
            peer.drain();
        };
    }

    /** {@return a new message within another one} */
    public static Fault interruptedMessage() {
        return peer -> {
            peer.open();
            peer.frame(TEXT, ascii("a"));
            peer.frame(FIN_BIT | TEXT, ascii("b"));
            peer.drain();
        };
    }

    /** {@return a frame masked by a server, or not masked by a client} */
    public static Fault wrongMask() {
        return peer -> {
            peer.open();
            peer.frame(FIN_BIT | TEXT, ascii("x"), peer.role() == Role.SERVER);
            peer.drain();
        };
    }

    /** {@return a message of this many bytes} */
    public static Fault message(int bytes) {
        return violation(FIN_BIT | BINARY, new byte[bytes]);
    }

    /** {@return one ping after the other as fast as it goes} */
    public static Fault pingFlood(int pings) {
        return peer -> {
            peer.open();
            for (int i = 0; i < pings; i++) {
                peer.frame(FIN_BIT | PING, NOTHING);
            }
            peer.drain();
        };
    }

    private static Fault violation(int firstByte, byte[] payload) {
        return peer -> {
            peer.open();
            peer.frame(firstByte, payload);
            peer.drain();
        };
    }

    // ---- compression

    /** {@return a compressed message that does not inflate; permessage-deflate is agreed} */
    public static Fault corruptDeflate() {
        return peer -> {
            peer.open(DEFLATE);
            peer.frame(FIN_BIT | RSV1 | TEXT, new byte[] {(byte) 0xff, (byte) 0xff, (byte) 0xff, (byte) 0xff});
            peer.drain();
        };
    }

    /** {@return a compressed message that inflates to this many bytes; permessage-deflate is agreed} */
    public static Fault bomb(int inflatedBytes) {
        byte[] deflated = deflate(inflatedBytes);
        return peer -> {
            peer.open(DEFLATE);
            peer.frame(FIN_BIT | RSV1 | BINARY, deflated);
            peer.drain();
        };
    }

    /** RFC 7692 §7.2.1: flushed, and without the 00 00 ff ff at the end. */
    private static byte[] deflate(int zeros) {
        Deflater deflater = new Deflater(Deflater.DEFAULT_COMPRESSION, true);
        try {
            deflater.setInput(new byte[zeros]);
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            byte[] chunk = new byte[8192];
            int count = deflater.deflate(chunk, 0, chunk.length, Deflater.SYNC_FLUSH);
            while (count > 0) {
                out.write(chunk, 0, count);
                count = deflater.deflate(chunk, 0, chunk.length, Deflater.SYNC_FLUSH);
            }
            byte[] whole = out.toByteArray();
            return Arrays.copyOf(whole, whole.length - 4);
        } finally {
            deflater.end();
        }
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
