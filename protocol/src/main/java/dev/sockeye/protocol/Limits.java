package dev.sockeye.protocol;

/**
 * How much of a peer's input an endpoint accepts (RFC 6455 §10.4). Each limit is inclusive and is checked before the bytes
 * it forbids are held.
 *
 * @param maxFrameBytes payload bytes of one data frame, as they stand on the wire
 * @param maxMessageBytes payload bytes of one message, after decompression
 * @param maxFragments frames of one message
 * @param maxControlFramesPerSecond pings, pongs and Close frames within one second
 */
public record Limits(long maxFrameBytes, long maxMessageBytes, int maxFragments, int maxControlFramesPerSecond) {
    /** A message of 16 MiB in up to 65,536 fragments; 1,000 control frames a second. */
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

        private long maxFrameBytes;
        private long maxMessageBytes = DEFAULT_MESSAGE_BYTES;
        private int maxFragments = DEFAULT_FRAGMENTS;
        private int maxControlFramesPerSecond = DEFAULT_CONTROL_FRAMES_PER_SECOND;

        private Builder() {}

        /** Sets the largest frame; unless set it is as large as the largest message. */
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
                    maxFrameBytes == 0 ? maxMessageBytes : maxFrameBytes,
                    maxMessageBytes,
                    maxFragments,
                    maxControlFramesPerSecond);
        }
    }
}
