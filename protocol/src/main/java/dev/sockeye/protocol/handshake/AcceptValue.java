package dev.sockeye.protocol.handshake;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/** The value of {@code Sec-WebSocket-Accept}, by which a server proves that it read the key (RFC 6455 §1.3). */
public final class AcceptValue {
    private static final String GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

    private AcceptValue() {}

    /**
     * {@return the base64 of the SHA-1 of the key, as a string, followed by the protocol's GUID} (RFC 6455 §4.2.2)
     *
     * @param key the value of {@code Sec-WebSocket-Key} without white space around it
     */
    public static String of(String key) {
        byte[] digest = sha1().digest((key + GUID).getBytes(StandardCharsets.ISO_8859_1));
        return Base64.getEncoder().encodeToString(digest);
    }

    private static MessageDigest sha1() {
        try {
            return MessageDigest.getInstance("SHA-1");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-1 (java.security.MessageDigest)", e);
        }
    }
}
