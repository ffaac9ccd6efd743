package dev.sockeye.micrometer;

import dev.sockeye.WebSocketMetrics;
import dev.sockeye.protocol.Role;
import dev.sockeye.protocol.close.CloseReport;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.BaseUnits;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/**
 * Meters of Micrometer for the connections of servers and clients. Make one per registry, and give it to every server and
 * client: {@code WebSocketServer.builder().metrics(new MicrometerMetrics(registry))}. Safe for use by several threads.
 *
 * <table>
 * <caption>The meters; all but the last have the tag {@code role}, {@code client} or {@code server}</caption>
 * <tr><th>name</th><th>kind</th><th>further tags</th></tr>
 * <tr><td>sockeye.connections</td><td>gauge: open now</td><td></td></tr>
 * <tr><td>sockeye.opens</td><td>counter</td><td></td></tr>
 * <tr><td>sockeye.closes</td><td>counter</td><td>code, cause</td></tr>
 * <tr><td>sockeye.attempts.failed</td><td>counter</td><td>cause</td></tr>
 * <tr><td>sockeye.messages</td><td>counter</td><td>direction: in, out</td></tr>
 * <tr><td>sockeye.bytes</td><td>counter, bytes on the wire</td><td>direction: in, out</td></tr>
 * <tr><td>sockeye.queue.bytes</td><td>gauge: waiting for slow peers</td><td></td></tr>
 * <tr><td>sockeye.ping.rtt</td><td>timer</td><td></td></tr>
 * <tr><td>sockeye.loop.stall</td><td>timer</td><td></td></tr>
 * </table>
 *
 * <p>{@code code} is the close code; of those that are not RFC 6455's, the first 32 that come stand as they are and all others
 * are {@code other}, for peers choose them. {@code cause} is the id of the diagnosis, such as {@code proxy-idle}, one of a
 * closed set.
 */
public final class MicrometerMetrics implements WebSocketMetrics {
    private final MeterRegistry registry;
    private final Tags tags;
    private final CodeTags codes = new CodeTags();
    private final OfRole ofClients;
    private final OfRole ofServers;
    private final Timer stalls;

    /** Registers the meters with a registry. */
    public MicrometerMetrics(MeterRegistry registry) {
        this(registry, Tags.empty());
    }

    /**
     * Registers the meters with a registry.
     *
     * @param tags that every meter has besides its own; they tell several objects of this class on one registry apart
     */
    public MicrometerMetrics(MeterRegistry registry, Iterable<Tag> tags) {
        this.registry = registry;
        this.tags = Tags.of(tags);
        ofClients = new OfRole(Role.CLIENT);
        ofServers = new OfRole(Role.SERVER);
        stalls = Timer.builder("sockeye.loop.stall")
                .description("How long event loops stood still, if 200 ms or more")
                .tags(this.tags)
                .register(registry);
    }

    /** The meters of one role that exist from the beginning, so that nothing is looked up for what comes often. */
    private final class OfRole {
        private final LongAdder connections = new LongAdder();
        private final LongAdder queuedBytes = new LongAdder();
        private final Counter opens;
        private final Counter messagesIn;
        private final Counter messagesOut;
        private final Counter bytesIn;
        private final Counter bytesOut;
        private final Timer roundTrips;

        OfRole(Role role) {
            Tags own = tagsOf(role);
            // The registry holds only weakly what a gauge looks at, and this object may be all that holds the figures.
            Gauge.builder("sockeye.connections", connections, LongAdder::sum)
                    .description("WebSockets that are open")
                    .baseUnit(BaseUnits.CONNECTIONS)
                    .strongReference(true)
                    .tags(own)
                    .register(registry);
            Gauge.builder("sockeye.queue.bytes", queuedBytes, LongAdder::sum)
                    .description("What waits for peers to take it, as of the last second")
                    .baseUnit(BaseUnits.BYTES)
                    .strongReference(true)
                    .tags(own)
                    .register(registry);
            opens = Counter.builder("sockeye.opens")
                    .description("WebSockets that have opened")
                    .tags(own)
                    .register(registry);
            messagesIn = messages(own.and("direction", "in"));
            messagesOut = messages(own.and("direction", "out"));
            bytesIn = bytes(own.and("direction", "in"));
            bytesOut = bytes(own.and("direction", "out"));
            roundTrips = Timer.builder("sockeye.ping.rtt")
                    .description("From a ping of the heartbeat's to its pong")
                    .tags(own)
                    .register(registry);
        }
    }

    private Counter messages(Tags own) {
        return Counter.builder("sockeye.messages")
                .description("Whole messages")
                .baseUnit(BaseUnits.MESSAGES)
                .tags(own)
                .register(registry);
    }

    private Counter bytes(Tags own) {
        return Counter.builder("sockeye.bytes")
                .description("Bytes on the wire behind the opening handshake")
                .baseUnit(BaseUnits.BYTES)
                .tags(own)
                .register(registry);
    }

    private Tags tagsOf(Role role) {
        return tags.and("role", role.name().toLowerCase(Locale.ROOT));
    }

    private OfRole of(Role role) {
        return role == Role.CLIENT ? ofClients : ofServers;
    }

    @Override
    public void opened(Role role) {
        of(role).connections.increment();
        of(role).opens.increment();
    }

    @Override
    public void closed(CloseReport report) {
        of(report.role()).connections.decrement();
        Counter.builder("sockeye.closes")
                .description("WebSockets that have ended")
                .tags(tagsOf(report.role()))
                .tag("code", codes.of(report.code()))
                .tag("cause", report.diagnose().causeId())
                .register(registry)
                .increment();
    }

    @Override
    public void attemptFailed(CloseReport report) {
        Counter.builder("sockeye.attempts.failed")
                .description("Attempts to open a WebSocket that have failed")
                .tags(tagsOf(report.role()))
                .tag("cause", report.diagnose().causeId())
                .register(registry)
                .increment();
    }

    @Override
    public void traffic(Role role, long messagesIn, long bytesIn, long messagesOut, long bytesOut) {
        OfRole meters = of(role);
        meters.messagesIn.increment((double) messagesIn);
        meters.bytesIn.increment((double) bytesIn);
        meters.messagesOut.increment((double) messagesOut);
        meters.bytesOut.increment((double) bytesOut);
    }

    @Override
    public void queued(Role role, long changeBytes) {
        of(role).queuedBytes.add(changeBytes);
    }

    @Override
    public void pingRoundTrip(Role role, long nanos) {
        of(role).roundTrips.record(nanos, TimeUnit.NANOSECONDS);
    }

    @Override
    public void stalled(long nanos) {
        stalls.record(nanos, TimeUnit.NANOSECONDS);
    }
}
