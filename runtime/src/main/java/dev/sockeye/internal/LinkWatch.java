package dev.sockeye.internal;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Sees from time to time whether the machine slept or changed its network, and asks the peer with a ping which messages it
 * has read. Confined to the link's thread.
 */
final class LinkWatch {
    /** Clocks that are disciplined drift by less between two looks. */
    private static final long SLEPT_NANOS = Duration.ofSeconds(2).toNanos();

    /** A look that comes this late shows that the process stood still; a busy thread is late by less. */
    private static final long STOOD_NANOS = Duration.ofSeconds(10).toNanos();

    private static final int NONCE_BYTES = Long.BYTES;

    private final LinkHome home;
    private LinkHome.@Nullable Cancellable next;
    private long lastNanos;
    private long lastWallMillis;
    private long network;

    /** The ping that asks what was read: its payload, and how many messages it stands behind; 0 if none is on its way. */
    private long nonce;

    private long behind;

    /** Whether the connection was told to prove that it is alive because its address is gone. */
    private boolean goneProbed;

    LinkWatch(LinkHome home) {
        this.home = home;
        network = home.networkVersion();
        lastNanos = home.nanoTime();
        lastWallMillis = home.wallTime().toEpochMilli();
    }

    /** There is a new connection. */
    void opened() {
        nonce = 0;
        goneProbed = false;
    }

    /**
     * Looks, and looks again after a while.
     *
     * @return whether the machine has slept or stood still, or its network has changed, since the last look
     */
    boolean look(Runnable again) {
        next = home.schedule(again, Link.WATCH);
        long nanos = home.nanoTime();
        long wall = home.wallTime().toEpochMilli();
        long passed = nanos - lastNanos;
        // A sleeping machine stops this clock on Linux, and does not on others.
        boolean slept = (wall - lastWallMillis) * 1_000_000L - passed > SLEPT_NANOS
                || passed > Link.WATCH.toNanos() + STOOD_NANOS;
        lastNanos = nanos;
        lastWallMillis = wall;
        long version = home.networkVersion();
        boolean changed = version != network;
        network = version;
        return slept || changed;
    }

    void stop() {
        if (next != null) {
            next.cancel();
        }
    }

    /**
     * Sees to a connection.
     *
     * @param confirmable how many messages a ping of now would confirm, if that is news
     */
    void check(LinkSocket open, boolean changed, Supplier<OptionalLong> confirmable) {
        boolean gone = home.isGone(open.localAddress());
        if (changed || (gone && !goneProbed)) {
            open.probe(Link.PROBE);
        }
        goneProbed = gone;
        if (nonce != 0) {
            return;
        }
        OptionalLong messages = confirmable.get();
        if (messages.isPresent()) {
            behind = messages.getAsLong();
            nonce = 1 + (long) (home.random() * (Long.MAX_VALUE - 1));
            open.ping(ByteBuffer.allocate(NONCE_BYTES).putLong(0, nonce));
        }
    }

    /** {@return how many messages the peer has read, if the pong says that} */
    OptionalLong answered(ByteBuffer payload) {
        boolean ours = nonce != 0
                && payload.remaining() == NONCE_BYTES
                && payload.duplicate().order(ByteOrder.BIG_ENDIAN).getLong() == nonce;
        if (!ours) {
            return OptionalLong.empty();
        }
        nonce = 0;
        return OptionalLong.of(behind);
    }
}
