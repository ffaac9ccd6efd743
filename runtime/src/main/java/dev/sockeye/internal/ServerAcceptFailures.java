package dev.sockeye.internal;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.io.IOException;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Tells when connections cannot be accepted. Netty then waits a second before it tries again, so the loop does not spin, and
 * what comes waits in the system's backlog. As this may go on for hours, it is told once a minute. Confined to the listening
 * channel's event loop.
 */
final class ServerAcceptFailures extends ChannelInboundHandlerAdapter {
    private static final long SILENCE_NANOS = TimeUnit.MINUTES.toNanos(1);

    private final LongSupplier clock;
    private final Consumer<String> log;
    private boolean told;
    private long toldAt;

    /**
     * @param clock nanoseconds
     * @param log gets a line for the operator
     */
    ServerAcceptFailures(LongSupplier clock, Consumer<String> log) {
        this.clock = clock;
        this.log = log;
        // A class that is loaded from a file needs a descriptor, too, so all that is needed then is loaded now.
        var unused = lineOf(new IOException("Too many open files"));
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable failure) {
        long now = clock.getAsLong();
        if (!told || now - toldAt >= SILENCE_NANOS) {
            told = true;
            toldAt = now;
            log.accept(lineOf(failure));
        }
    }

    private static String lineOf(Throwable failure) {
        return "new connections wait in the backlog, for none can be accepted: "
                + explain(TransportEnds.wordsOf(failure));
    }

    /** EMFILE and ENFILE: the JDK and Netty have no types for them, so the system's words have to tell them apart. */
    private static String explain(String words) {
        String lower = words.toLowerCase(Locale.ROOT);
        if (lower.contains("too many open files in system")) {
            return words + " (ENFILE: the whole machine has no more file descriptors; raise fs.file-max)";
        }
        if (lower.contains("too many open files")) {
            return words
                    + " (EMFILE: this process has no more file descriptors; raise ulimit -n, and set maxConnections"
                    + " below it, so that clients get 503 instead)";
        }
        return words;
    }
}
