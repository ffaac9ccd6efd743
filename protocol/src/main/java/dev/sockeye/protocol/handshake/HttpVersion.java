package dev.sockeye.protocol.handshake;

/** The HTTP version of a request (RFC 9110 §2.5). */
public record HttpVersion(int major, int minor) implements Comparable<HttpVersion> {
    public static final HttpVersion HTTP_1_0 = new HttpVersion(1, 0);
    public static final HttpVersion HTTP_1_1 = new HttpVersion(1, 1);

    @Override
    public int compareTo(HttpVersion other) {
        return major == other.major ? Integer.compare(minor, other.minor) : Integer.compare(major, other.major);
    }

    /** {@return the version as it stands in a start line, such as {@code HTTP/1.1}} */
    @Override
    public String toString() {
        return "HTTP/" + major + "." + minor;
    }
}
