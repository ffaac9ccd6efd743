package dev.sockeye.protocol.deflate;

import dev.sockeye.protocol.extension.ClientExtension;
import dev.sockeye.protocol.extension.ServerExtension;
import java.util.List;

/**
 * How an endpoint wants permessage-deflate (RFC 7692 §7) to be. "Own" is what this endpoint sends, "peer" what the other
 * end sends, so that the same settings make sense in both roles. Start from {@link #serverDefault()} or
 * {@link #clientDefault()}.
 *
 * <p>What it costs: a thread keeps a compressor of about 280 KiB and a decompressor of about 90 KiB while it has messages to
 * transform. Without context takeover an idle connection holds nothing but a small object. With it, an idle connection holds
 * the peer's last 2^peerMaxWindowBits bytes, at most 32 KiB; and for what it sends a compressor of about 280 KiB if its
 * window is 15 bits, or its own last 2^ownMaxWindowBits bytes if it is smaller.
 *
 * @param level the compression level, 1 (fastest) to 9 (smallest)
 * @param ownContextTakeover whether messages sent may refer to earlier ones where the agreement allows it: a better ratio
 *     for small, similar messages at the cost of memory
 * @param peerContextTakeover whether the peer may do so; if not, a server answers an offer that has any parameter with
 *     {@code client_no_context_takeover}, and a client insists on {@code server_no_context_takeover}
 * @param ownMaxWindowBits the largest window for messages sent, 8 to 15: a match reaches back at most 2^ownMaxWindowBits
 *     bytes
 * @param peerMaxWindowBits the largest window that the peer may use, 8 to 15. A server with less than 15 declines a client
 *     that cannot be told
 * @param windowLimitAccepted whether the peer may ask for a smaller own window. If not, a client does not offer
 *     {@code client_max_window_bits}, and a server declines offers with a {@code server_max_window_bits} that is below
 *     ownMaxWindowBits
 * @param minimumSize the size in bytes from which on a message is compressed; smaller ones go out as they are
 */
public record PermessageDeflate(
        int level,
        boolean ownContextTakeover,
        boolean peerContextTakeover,
        int ownMaxWindowBits,
        int peerMaxWindowBits,
        boolean windowLimitAccepted,
        int minimumSize) {
    /** The extension's registered name (RFC 7692 §7). */
    public static final String NAME = DeflateParameters.NAME;

    /**
     * zlib's own default, and Netty's. Against it, level 1 takes 11 % less time on JSON of 1 KiB and 58 % on 64 KiB, and
     * leaves 6 % and 23 % more bytes; level 9 takes 3 % and 160 % more time and leaves as many bytes and 4 % fewer.
     */
    public static final int DEFAULT_LEVEL = 6;

    /**
     * Below this a message without context takeover hardly shrinks: JSON of 64 bytes to 99 %, of 128 to 92 %, of 256 to
     * 73 %, of 512 to 53 %, for 5 to 14 µs of time each, while it fits a single packet anyway.
     */
    public static final int DEFAULT_MINIMUM_SIZE = 256;

    private static final PermessageDeflate SERVER_DEFAULT =
            new PermessageDeflate(DEFAULT_LEVEL, false, false, 15, 15, true, DEFAULT_MINIMUM_SIZE);

    private static final PermessageDeflate CLIENT_DEFAULT =
            new PermessageDeflate(DEFAULT_LEVEL, false, true, 15, 15, true, DEFAULT_MINIMUM_SIZE);

    public PermessageDeflate {
        requireBetween(1, level, 9, "level");
        requireBetween(8, ownMaxWindowBits, 15, "ownMaxWindowBits");
        requireBetween(8, peerMaxWindowBits, 15, "peerMaxWindowBits");
        requireBetween(0, minimumSize, Integer.MAX_VALUE, "minimumSize");
    }

    /**
     * {@return settings for servers, which hold many connections: no context takeover in either direction, so an idle
     * connection holds no window; every valid offer is accepted}
     */
    public static PermessageDeflate serverDefault() {
        return SERVER_DEFAULT;
    }

    /**
     * {@return settings for clients, which hold few connections and mostly receive: the server may use context takeover,
     * which costs at most 32 KiB per connection and makes small, similar messages much smaller; what the client sends does
     * without, and it says so in its offer}
     */
    public static PermessageDeflate clientDefault() {
        return CLIENT_DEFAULT;
    }

    /** {@return a builder that starts from these settings} */
    public Builder toBuilder() {
        return new Builder(this);
    }

    /** {@return the server's side of the extension with these settings} */
    public ServerExtension server() {
        return new DeflateServerExtension(this);
    }

    /** {@return the client's side of the extension with these settings, which makes one offer} */
    public ClientExtension client() {
        return new DeflateClientExtension(List.of(this));
    }

    /**
     * {@return the client's side of the extension with several offers}
     *
     * @param inOrder the settings of each offer, the most wanted first; at least one
     */
    public static ClientExtension client(List<PermessageDeflate> inOrder) {
        return new DeflateClientExtension(inOrder);
    }

    private static void requireBetween(int least, int value, int most, String name) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(name + " is " + value + ", not from " + least + " to " + most);
        }
    }

    /** Makes {@link PermessageDeflate}; each method sets the record's component of the same name. */
    public static final class Builder {
        private int level;
        private boolean ownContextTakeover;
        private boolean peerContextTakeover;
        private int ownMaxWindowBits;
        private int peerMaxWindowBits;
        private boolean windowLimitAccepted;
        private int minimumSize;

        private Builder(PermessageDeflate start) {
            level = start.level;
            ownContextTakeover = start.ownContextTakeover;
            peerContextTakeover = start.peerContextTakeover;
            ownMaxWindowBits = start.ownMaxWindowBits;
            peerMaxWindowBits = start.peerMaxWindowBits;
            windowLimitAccepted = start.windowLimitAccepted;
            minimumSize = start.minimumSize;
        }

        public Builder level(int newLevel) {
            level = newLevel;
            return this;
        }

        public Builder ownContextTakeover(boolean allowed) {
            ownContextTakeover = allowed;
            return this;
        }

        public Builder peerContextTakeover(boolean allowed) {
            peerContextTakeover = allowed;
            return this;
        }

        public Builder ownMaxWindowBits(int bits) {
            ownMaxWindowBits = bits;
            return this;
        }

        public Builder peerMaxWindowBits(int bits) {
            peerMaxWindowBits = bits;
            return this;
        }

        public Builder windowLimitAccepted(boolean accepted) {
            windowLimitAccepted = accepted;
            return this;
        }

        public Builder minimumSize(int bytes) {
            minimumSize = bytes;
            return this;
        }

        /**
         * {@return the settings}
         *
         * @throws IllegalArgumentException if a number is out of its range
         */
        public PermessageDeflate build() {
            return new PermessageDeflate(
                    level,
                    ownContextTakeover,
                    peerContextTakeover,
                    ownMaxWindowBits,
                    peerMaxWindowBits,
                    windowLimitAccepted,
                    minimumSize);
        }
    }
}
