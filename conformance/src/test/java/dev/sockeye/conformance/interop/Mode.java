package dev.sockeye.conformance.interop;

/** How a connection is carried. */
enum Mode {
    PLAIN(false, false),
    PLAIN_DEFLATE(false, true),
    TLS(true, false),
    TLS_DEFLATE(true, true);

    private final boolean tls;
    private final boolean compressed;

    Mode(boolean tls, boolean compressed) {
        this.tls = tls;
        this.compressed = compressed;
    }

    boolean tls() {
        return tls;
    }

    boolean compressed() {
        return compressed;
    }

    String scheme() {
        return tls ? "wss" : "ws";
    }

    @Override
    public String toString() {
        return scheme() + (compressed ? " with permessage-deflate" : "");
    }
}
