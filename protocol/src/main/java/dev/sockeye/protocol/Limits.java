package dev.sockeye.protocol;

/**
 * How much of a peer's input an endpoint accepts (RFC 6455 §10.4). Each limit is inclusive and is checked before the bytes
 * it forbids are held.
 *
 * @param maxFrameBytes payload bytes of one data frame, as they stand on the wire: compressed, if its message is
 * @param maxMessageBytes payload bytes of one message, after decompression
 * @param maxFragments frames of one message
 * @param maxControlFramesPerSecond pings, pongs and Close frames within one second
 */
public record Limits(long maxFrameBytes, long maxMessageBytes, int maxFragments, int maxControlFramesPerSecond) {
    /** A message of 16 MiB in up to 65,536 fragments, a frame of 18 MiB and 1 KiB; 1,000 control frames a second. */
    public static final Limits DEFAULT = builder().build();

    public Limits {
        requirePositive("maxFrameBytes", maxFrameBytes);
        requirePositive("maxMessageBytes", maxMessageBytes);
        requirePositive("maxFragments", maxFragments);
        requirePositive("maxControlFramesPerSecond", maxControlFramesPerSecond);
    }

    private static void requirePositive(String name, long value) {
        if (value <= 0) {
            throw new IllegalArgumentException(name + " must be positive, was " + value);
        }
    }

    /** {@return a builder that starts from the defaults} */
    public static Builder builder() {
        return new Builder();
    }

    /** Builds {@link Limits}. */
    public static final class Builder {
        private static final long DEFAULT_MESSAGE_BYTES = 16L << 20;
        private static final int DEFAULT_FRAGMENTS = 65_536;
        private static final int DEFAULT_CONTROL_FRAMES_PER_SECOND = 1_000;

        /**
         * RFC 1951 §3.2.6: the codes that need no table take at most 9 bits for a byte, so data that does not compress grows
         * by an eighth at worst; zlib stores it and adds less than 0.1 %.
         */
        private static final int WORST_GROWTH = 8;

        /** For the ends of blocks in short messages. */
        private static final int FRAME_OVERHEAD_BYTES = 1 << 10;

        private long maxFrameBytes;
        private long maxMessageBytes = DEFAULT_MESSAGE_BYTES;
        private int maxFragments = DEFAULT_FRAGMENTS;
        private int maxControlFramesPerSecond = DEFAULT_CONTROL_FRAMES_PER_SECOND;

        private Builder() {}

        /**
         * Sets the largest frame. Unless set, a frame may be as large as the largest message can become in compression, an
         * eighth and 1 KiB more; one that is not compressed is held to the largest message by that limit.
         */
        public Builder maxFrameBytes(long bytes) {
            requirePositive("maxFrameBytes", bytes);
            maxFrameBytes = bytes;
            return this;
        }

        /** Sets the largest message, after decompression. */
        public Builder maxMessageBytes(long bytes) {
            maxMessageBytes = bytes;
            return this;
        }

        /** Sets how many frames a message may come in. */
        public Builder maxFragments(int fragments) {
            maxFragments = fragments;
            return this;
        }

        /** Sets how many control frames may come within one second. */
        public Builder maxControlFramesPerSecond(int frames) {
            maxControlFramesPerSecond = frames;
            return this;
        }

        public Limits build() {
            return new Limits(
                    maxFrameBytes == 0 ? largestCompressed(maxMessageBytes) : maxFrameBytes,
                    maxMessageBytes,
                    maxFragments,
                    maxControlFramesPerSecond);
        }

        private static long largestCompressed(long bytes) {
            long growth = bytes / WORST_GROWTH + FRAME_OVERHEAD_BYTES;
            return bytes > Long.MAX_VALUE - growth ? Long.MAX_VALUE : bytes + growth;
        }
    }
}
