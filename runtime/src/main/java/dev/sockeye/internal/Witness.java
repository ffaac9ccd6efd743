package dev.sockeye.internal;

import dev.sockeye.diagnosis.Context;
import dev.sockeye.diagnosis.Context.LocalAddress;
import dev.sockeye.diagnosis.Context.Reconnect;
import dev.sockeye.diagnosis.Diagnosis;
import dev.sockeye.diagnosis.PastClose;
import dev.sockeye.diagnosis.PathLimit;
import dev.sockeye.protocol.Role;
import dev.sockeye.protocol.close.CloseCause;
import dev.sockeye.protocol.close.CloseReport;
import dev.sockeye.protocol.close.TransportEnd;
import dev.sockeye.protocol.connection.Connection;
import dev.sockeye.protocol.connection.Heartbeat;
import io.netty.channel.EventLoop;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketAddress;
import java.net.SocketException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What a server, or all clients of this process, have seen beyond one connection: how earlier ones with the same peer ended,
 * what the peer agreed to, and what became of this machine. Reports get their diagnoser here. Bounded in peers and in ends
 * per peer; safe from any thread. Its lock is taken when connections open and end, never for what passes over them.
 *
 * <p>A client's peer is the host and port of its URI; a server's is the address that the connection came from.
 */
public final class Witness {
    /** Clients come and go; their histories are worth something while they are about to return. */
    private static final int MOST_PEERS = 256;

    /** Enough for "17 of 20 ended after 60 s of silence". */
    private static final int MOST_ENDS = 20;

    /** What lay in the socket's buffer while the machine slept is read within this time of its waking. */
    private static final Duration WAKING = Duration.ofSeconds(2);

    /** After a stall of this length deadlines have passed and pings are late, which is no path's doing. */
    private static final Duration LONG_STALL = Duration.ofSeconds(2);

    /** What ends within this time of another end may have the same reason. */
    private static final long TOGETHER_NANOS = TimeUnit.SECONDS.toNanos(2);

    /** What ends within this time of another end is taken for the same event when it is asked what repeats. */
    private static final long ONE_EVENT_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Map<String, Peer> peers = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Peer> eldest) {
            return size() > MOST_PEERS;
        }
    };
    private final PathMemory memory = new PathMemory();
    private final List<String> agreeable;
    private final LongSupplier clock;
    private final GcPauses gcPauses;

    /**
     * @param agreeable on a server, the names of the extensions that it can agree to
     */
    public Witness(List<String> agreeable) {
        this(agreeable, System::nanoTime, GcPauses.OF_THIS_PROCESS);
    }

    /**
     * @param clock nanoseconds, as System.nanoTime gives them
     */
    Witness(List<String> agreeable, LongSupplier clock, GcPauses gcPauses) {
        this.agreeable = List.copyOf(agreeable);
        this.clock = clock;
        this.gcPauses = gcPauses;
    }

    /** Of all clients of this process: who makes a client for each attempt has a history, too. */
    private static final Witness OF_CLIENTS = new Witness(List.of());

    static Witness ofClients() {
        return OF_CLIENTS;
    }

    /** A peer's history, guarded by the witness. */
    private static final class Peer {
        final Deque<End> ends = new ArrayDeque<>();
        final Set<String> granted = new HashSet<>();
    }

    /** An end of a connection, guarded by the witness but for what is final. */
    private static final class End {
        final PastClose past;
        final long nanos;
        Reconnect next = Reconnect.UNKNOWN;

        End(PastClose past, long nanos) {
            this.past = past;
            this.nanos = nanos;
        }
    }

    /** Takes note of a client's connection that has opened. */
    void opened(String target, List<String> granted) {
        synchronized (peers) {
            Peer peer = peerOf(authority(target));
            peer.granted.addAll(granted);
            settle(peer, Reconnect.SUCCEEDED);
        }
    }

    /**
     * {@return what minds the heartbeat of a client's connection}
     *
     * @param onChange as {@link Pulse} says
     */
    Pulse pulse(String target, Heartbeat heartbeat, Connection connection, Executor loop, Runnable onChange) {
        return new Pulse(memory, authority(target), heartbeat, connection, loop, onChange);
    }

    private Peer peerOf(String name) {
        return peers.computeIfAbsent(name, any -> new Peer());
    }

    private static void settle(Peer peer, Reconnect outcome) {
        for (End end : peer.ends) {
            if (end.next == Reconnect.UNKNOWN) {
                end.next = outcome;
            }
        }
    }

    /**
     * Takes note of an end.
     *
     * @param loop that the connection belonged to; the caller runs on it
     * @param local the address of this end, if there was a transport
     * @param pulse what minded the heartbeat of a client's connection
     * @return the report with a diagnoser that knows what is known now, and what will be known when it is asked of what
     *     follows: other ends, and the next attempt
     */
    CloseReport ended(CloseReport report, EventLoop loop, @Nullable SocketAddress local, @Nullable Pulse pulse) {
        long now = clock.getAsLong();
        TimerWheel timers = LoopResources.of(loop).timers();
        LocalAddress address = isSilentDeath(report) ? lookAt(local) : LocalAddress.UNKNOWN;
        Duration stall = timers.longestStall(now);
        Context.Builder known = Context.builder()
                .agreeable(report.role() == Role.SERVER ? agreeable : List.of())
                .localAddress(address)
                .longestStall(stall);
        gcPauses.longest(now).ifPresent(known::longestGcPause);
        Optional<Duration> slept = timers.sleptSince(sleepCountsSince(report, now));
        slept.ifPresent(known::suspended);
        String name = report.role() == Role.CLIENT ? authority(report.target()) : withoutPort(report.remoteAddress());
        if (isRefused(report)) {
            memory.refused(name, now);
        }
        boolean awake = slept.isEmpty() && stall.compareTo(LONG_STALL) < 0;
        boolean linked = address != LocalAddress.GONE && address != LocalAddress.LINK_DOWN;
        if (pulse != null) {
            learn(pulse, name, report, awake && linked, now).ifPresent(known::path);
        }
        synchronized (peers) {
            Peer peer = peerOf(name);
            if (!report.opened()) {
                settle(peer, isRefused(report) ? Reconnect.REFUSED : Reconnect.FAILED);
            }
            known.history(historyOf(peer, now)).grantedBefore(peer.granted);
            if (!report.opened()) {
                Context context = known.build();
                return report.withDiagnoser(facts -> Diagnosis.of(facts, context));
            }
            End end = new End(PastClose.of(report), now);
            peer.ends.addFirst(end);
            if (peer.ends.size() > MOST_ENDS) {
                peer.ends.removeLast();
            }
            Context context = known.build();
            return report.withDiagnoser(facts -> Diagnosis.of(facts, withWhatFollowed(context, peer, end)));
        }
    }

    private static List<PastClose> historyOf(Peer peer, long now) {
        List<PastClose> history = new ArrayList<>();
        long kept = now;
        for (End end : peer.ends) {
            // What ends at once is one event and no repetition, however many connections it took.
            if (kept - end.nanos > ONE_EVENT_NANOS) {
                history.add(end.past);
                kept = end.nanos;
            }
        }
        return history;
    }

    /**
     * {@return since when a sleep of this machine may have ended a connection: bytes that came well after it woke show that
     * the connection outlived the sleep}
     *
     * @param now when the connection ended
     */
    static long sleepCountsSince(CloseReport report, long now) {
        return now - PastClose.silenceIn(report).plus(WAKING).toNanos();
    }

    /** {@return what the path is known to bear, if this end was for silence} What this machine did itself teaches nothing. */
    private Optional<PathLimit> learn(Pulse pulse, String name, CloseReport report, boolean wellHere, long now) {
        pulse.over();
        if (!wellHere
                || pulse.judge(report)
                        .filter(end -> memory.ended(name, end, now))
                        .isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(memory.limit(name))
                .filter(IdleLimit::isKnown)
                .map(limit -> new PathLimit(Duration.ofNanos(limit.fatal()), limit.isConfirmed(), pulse.interval()));
    }

    private Context withWhatFollowed(Context context, Peer peer, End end) {
        synchronized (peers) {
            int together = 0;
            for (End other : peer.ends) {
                boolean lost = other.past.cause() == CloseCause.Kind.TRANSPORT_LOST;
                if (other != end && lost && Math.abs(other.nanos - end.nanos) <= TOGETHER_NANOS) {
                    together++;
                }
            }
            return context.with(together, end.next);
        }
    }

    private static boolean isRefused(CloseReport report) {
        return report.cause() instanceof CloseCause.ConnectFailed failed
                && failed.end().kind() == TransportEnd.Kind.REFUSED;
    }

    private static boolean isSilentDeath(CloseReport report) {
        return switch (report.cause().kind()) {
            case PONG_TIMEOUT -> true;
            case TRANSPORT_LOST ->
                report.transportEnd()
                        .filter(end ->
                                end.kind() == TransportEnd.Kind.TIMEOUT || end.kind() == TransportEnd.Kind.UNREACHABLE)
                        .isPresent();
            default -> false;
        };
    }

    private static LocalAddress lookAt(@Nullable SocketAddress local) {
        if (!(local instanceof InetSocketAddress socket) || socket.getAddress() == null) {
            return LocalAddress.UNKNOWN;
        }
        InetAddress address = socket.getAddress();
        try {
            NetworkInterface holder = NetworkInterface.getByInetAddress(address);
            if (holder == null) {
                return LocalAddress.GONE;
            }
            return holder.isUp() ? LocalAddress.PRESENT : LocalAddress.LINK_DOWN;
        } catch (SocketException unknown) {
            return LocalAddress.UNKNOWN;
        }
    }

    /** {@return host and port of a URI, without its path and query} */
    private static String authority(String target) {
        int scheme = target.indexOf("://");
        int begin = scheme < 0 ? 0 : scheme + 3;
        int end = begin;
        while (end < target.length() && "/?#".indexOf(target.charAt(end)) < 0) {
            end++;
        }
        return target.substring(0, end);
    }

    private static String withoutPort(String address) {
        int colon = address.lastIndexOf(':');
        return colon < 0 ? address : address.substring(0, colon);
    }
}
