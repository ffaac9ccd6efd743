package dev.sockeye.internal;

import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * How long a silence the paths to the peers bear, as far as connections have shown. Bounded in peers; safe from any thread. Its
 * lock is taken when a connection opens or ends, and when a ping of a heartbeat's is answered. Times are nanoseconds, those
 * called {@code now} of one clock that may wrap.
 *
 * <p>A process that is killed while a connection is silent looks like a path that cuts it. So an end is doubted, and needs a
 * second one that is alike, where connections to the same peer have lately lived through as long a silence; it counts for
 * nothing where others ended at the same moment after other silences, and it is taken back where the next attempt is refused.
 */
final class PathMemory {
    /** As many as a witness knows. */
    private static final int MOST_PEERS = 256;

    /** What ends within this time of another end is one event. */
    private static final long ONE_EVENT = TimeUnit.SECONDS.toNanos(1);

    /** A peer that refuses the next attempt within this time was not there any more when the connection ended. */
    private static final long REFUSED_WITHIN = TimeUnit.MINUTES.toNanos(1);

    /** Settings of paths change; what was lived through longer ago than this does not raise a doubt. */
    private static final long LATELY = TimeUnit.HOURS.toNanos(1);

    private final Map<String, Path> paths = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Path> eldest) {
            return size() > MOST_PEERS;
        }
    };

    /** Of the connections that are open. */
    private final Map<String, Set<Consumer<IdleLimit>>> followers = new HashMap<>();

    /** What is known of one path, guarded by the memory. */
    private static final class Path {
        IdleLimit limit = IdleLimit.UNKNOWN;

        /** The last end that counted, and what was believed before it; null if there is none. */
        @Nullable
        SilentEnd last;

        IdleLimit beforeLast = IdleLimit.UNKNOWN;
        long lastAt;

        /** The last end that was doubted; null if there is none. */
        @Nullable
        SilentEnd doubted;

        /** The longest silence that was lived through lately, and when. */
        long survived;

        long survivedAt;
    }

    /** Has somebody told of what is believed of the path to a peer whenever an end has changed it, on that end's thread. */
    void follow(String peer, Consumer<IdleLimit> follower) {
        synchronized (paths) {
            followers.computeIfAbsent(peer, any -> new HashSet<>()).add(follower);
        }
    }

    /** Undoes {@link #follow}, if that was done. */
    void unfollow(String peer, Consumer<IdleLimit> follower) {
        synchronized (paths) {
            Set<Consumer<IdleLimit>> some = followers.get(peer);
            if (some != null && some.remove(follower) && some.isEmpty()) {
                followers.remove(peer);
            }
        }
    }

    /** {@return what is believed of the path to a peer} */
    IdleLimit limit(String peer) {
        synchronized (paths) {
            Path path = paths.get(peer);
            return path == null ? IdleLimit.UNKNOWN : path.limit;
        }
    }

    /** Takes a limit that the handshake shows to be on the path; returns what is believed then. */
    IdleLimit told(String peer, long silence, long now) {
        synchronized (paths) {
            Path path = pathTo(peer);
            path.limit = path.limit.told(silence, now);
            return path.limit;
        }
    }

    /** Takes a silence that a connection lived through; returns what is believed then. */
    IdleLimit survived(String peer, long silence, long now) {
        synchronized (paths) {
            Path path = pathTo(peer);
            path.limit = path.limit.survived(silence, now);
            if (silence >= path.survived || now - path.survivedAt > LATELY) {
                path.survived = silence;
                path.survivedAt = now;
            }
            return path.limit;
        }
    }

    /** Takes the end of a silent connection; returns whether it counts as the path's doing. */
    boolean ended(String peer, SilentEnd end, long now) {
        boolean counts;
        IdleLimit limit;
        List<Consumer<IdleLimit>> told;
        synchronized (paths) {
            counts = take(peer, end, now);
            limit = pathTo(peer).limit;
            told = List.copyOf(followers.getOrDefault(peer, Set.of()));
        }
        told.forEach(follower -> follower.accept(limit));
        return counts;
    }

    private boolean take(String peer, SilentEnd end, long now) {
        Path path = pathTo(peer);
        if (path.last != null && now - path.lastAt <= ONE_EVENT) {
            return sameEvent(path, path.last, end);
        }
        boolean outlived = now - path.survivedAt <= LATELY && end.isOutlivedBy(path.survived);
        boolean alike = path.doubted != null && IdleLimit.isSame(end.silence(), path.doubted.silence());
        if (outlived && !alike) {
            path.doubted = end;
            return false;
        }
        path.beforeLast = path.limit;
        path.last = end;
        path.lastAt = now;
        path.doubted = null;
        path.survived = Math.min(path.survived, end.silence() - 1);
        path.limit = path.limit.ended(end.silence(), end.exact(), now);
        return true;
    }

    /** Connections that end together after different silences had one peer that stopped, not one timer each. */
    private static boolean sameEvent(Path path, SilentEnd first, SilentEnd end) {
        boolean alike = IdleLimit.isSame(end.silence(), first.silence());
        if (!alike) {
            path.limit = path.beforeLast;
        }
        return alike;
    }

    /** Takes an attempt that the peer refused: its process is gone, and was so when the last connection ended. */
    void refused(String peer, long now) {
        synchronized (paths) {
            Path path = paths.get(peer);
            if (path != null && path.last != null && now - path.lastAt <= REFUSED_WITHIN) {
                path.limit = path.beforeLast;
                path.last = null;
            }
        }
    }

    private Path pathTo(String peer) {
        return paths.computeIfAbsent(peer, any -> new Path());
    }
}
