package dev.sockeye.protocol.handshake;

/**
 * How much of a head is read before it is refused.
 *
 * @param startLineBytes most bytes of the start line, without its line end
 * @param headerLines most header lines
 * @param headBytes most bytes of the whole head, line ends included
 */
public record HeadLimits(int startLineBytes, int headerLines, int headBytes) {
    /** 8 KiB as RFC 9112 §3 recommends for a start line, and room for the cookies of a large site. */
    public static final HeadLimits DEFAULT = new HeadLimits(8 * 1024, 128, 32 * 1024);

    public HeadLimits {
        if (startLineBytes < 1 || headerLines < 1 || headBytes < 1) {
            throw new IllegalArgumentException("Each limit on a head must be at least 1");
        }
    }
}
