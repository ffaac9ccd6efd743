package dev.sockeye.cli;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Collects what a running program writes, and waits for it. */
public final class LiveOutput extends OutputStream {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final ByteArrayOutputStream written = new ByteArrayOutputStream();

    @Override
    public synchronized void write(int b) {
        written.write(b);
        notifyAll();
    }

    @Override
    public synchronized void write(byte[] bytes, int offset, int length) {
        written.write(bytes, offset, length);
        notifyAll();
    }

    /** {@return everything so far, once it contains the text} */
    public synchronized String await(String text) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        try {
            while (!text().contains(text)) {
                long left = deadline - System.nanoTime();
                if (left <= 0) {
                    throw new AssertionError("no '" + text + "' within " + PATIENCE + ", but:\n" + text());
                }
                TimeUnit.NANOSECONDS.timedWait(this, left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
        return text();
    }

    /** {@return everything so far} */
    public synchronized String text() {
        return written.toString(StandardCharsets.UTF_8);
    }
}
