package dev.sockeye.protocol.handshake;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** The value of {@code Sec-WebSocket-Accept}, by which a server proves that it read the key (RFC 6455 §1.3). */
public final class AcceptValue {
    private static final byte[] GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11".getBytes(StandardCharsets.US_ASCII);

    /** A digest that nobody uses; to make one takes 600 bytes and a search through the providers. */
    private static final AtomicReference<@Nullable MessageDigest> SPARE = new AtomicReference<>();

    private AcceptValue() {}

    /**
     * {@return the base64 of the SHA-1 of the key, as a string, followed by the protocol's GUID} (RFC 6455 §4.2.2)
     *
     * @param key the value of {@code Sec-WebSocket-Key} without white space around it
     */
    public static String of(String key) {
        MessageDigest spare = SPARE.getAndSet(null);
        MessageDigest sha1 = spare == null ? sha1() : spare;
        sha1.update(key.getBytes(StandardCharsets.ISO_8859_1));
        // The digest is as new when it has given its result
        byte[] result = sha1.digest(GUID);
        SPARE.set(sha1);
        return Base64.getEncoder().encodeToString(result);
    }

    private static MessageDigest sha1() {
        try {
            return MessageDigest.getInstance("SHA-1");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-1 (java.security.MessageDigest)", e);
        }
    }
}
