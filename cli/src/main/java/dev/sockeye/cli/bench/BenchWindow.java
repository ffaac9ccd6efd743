package dev.sockeye.cli.bench;

/** Which messages of a run are measured. The one who runs it moves on, all connections look. */
final class BenchWindow {
    private volatile boolean begun;
    private volatile boolean ended;
    private volatile boolean sending = true;
    private volatile long from;
    private volatile long to;

    /** Counts what starts from now on. */
    void begin(long nowNanos) {
        from = nowNanos;
        begun = true;
    }

    /** Counts nothing that starts from now on; nothing more is to be sent. */
    void end(long nowNanos) {
        to = nowNanos;
        ended = true;
        sending = false;
    }

    /** {@return whether the latency of a message that started at this time is measured} */
    boolean measures(long startNanos) {
        return begun && startNanos - from >= 0 && (!ended || startNanos - to < 0);
    }

    boolean isSending() {
        return sending;
    }
}
