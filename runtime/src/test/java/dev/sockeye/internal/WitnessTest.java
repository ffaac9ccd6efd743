package dev.sockeye.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sockeye.diagnosis.Context;
import dev.sockeye.diagnosis.Diagnosis;
import dev.sockeye.protocol.Role;
import dev.sockeye.protocol.close.CloseCause;
import dev.sockeye.protocol.close.CloseReport;
import dev.sockeye.protocol.close.Moment;
import dev.sockeye.protocol.close.TransportEnd;
import io.netty.channel.DefaultEventLoop;
import io.netty.channel.EventLoop;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WitnessTest {
    private static final long PATIENCE_SECONDS = 30;

    private final EventLoop loop = new DefaultEventLoop();
    private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 5);
    private final GcPauses gcPauses = new GcPauses();
    private final Witness clients = new Witness(List.of(), now::get, gcPauses);

    @AfterEach
    void stopLoop() {
        loop.shutdownGracefully(0, PATIENCE_SECONDS, TimeUnit.SECONDS).syncUninterruptibly();
    }

    private CloseReport ended(Witness witness, CloseReport report) throws Exception {
        now.addAndGet(500_000_000L);
        InetSocketAddress local = new InetSocketAddress(InetAddress.getLoopbackAddress(), 1);
        return loop.submit(() -> witness.ended(report, loop, local, null)).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    private static CloseReport lost(String target) {
        return CloseReport.builder(Role.CLIENT, new CloseCause.TransportLost(TransportEnd.FIN))
                .target(target)
                .opened()
                .transportEnd(TransportEnd.FIN)
                .startedAt(0)
                .moment(Moment.Kind.OPENED, 0)
                .moment(Moment.Kind.TRANSPORT_ENDED, 3_000_000_000L)
                .build();
    }

    private static CloseReport refused(String target) {
        TransportEnd end = TransportEnd.of(TransportEnd.Kind.REFUSED, "Connection refused");
        return CloseReport.builder(Role.CLIENT, new CloseCause.ConnectFailed("192.0.2.1:80", end))
                .target(target)
                .build();
    }

    private static Context context(CloseReport report) {
        return Diagnosis.of(report).context();
    }

    @Test
    void aPauseForGarbageCollectionIsKnownToTheReportsThatFollow() throws Exception {
        CloseReport before = ended(clients, lost("ws://a/"));
        gcPauses.paused(Duration.ofSeconds(4).toNanos(), now.get());

        assertThat(context(before).longestGcPause()).isEmpty();
        assertThat(context(ended(clients, lost("ws://a/"))).longestGcPause()).contains(Duration.ofSeconds(4));
    }

    @Test
    void whatAServerGrantedBeforeIsKnownWhateverThePath() throws Exception {
        clients.opened("wss://example.com/one?token=x", List.of("permessage-deflate"));
        CloseReport missing = CloseReport.builder(
                        Role.CLIENT, new CloseCause.ExtensionMissing(List.of("permessage-deflate")))
                .target("wss://example.com/two")
                .opened()
                .build();

        assertThat(ended(clients, missing).diagnose().causeId()).isEqualTo("extension-stripped");
        assertThat(ended(new Witness(List.of()), missing).diagnose().causeId()).isEqualTo("extension-missing");
    }

    @Test
    void endsAtAboutTheSameTimeAreCountedAlsoIfTheyComeLater() throws Exception {
        CloseReport first = ended(clients, lost("ws://example.com/"));
        ended(clients, lost("ws://example.com/"));
        CloseReport third = ended(clients, lost("ws://example.com/other"));
        CloseReport elsewhere = ended(clients, lost("ws://example.com:8080/"));

        assertThat(context(first).endedTogether()).isEqualTo(2);
        assertThat(context(third).endedTogether()).isEqualTo(2);
        assertThat(context(elsewhere).endedTogether()).isZero();
        assertThat(context(elsewhere).history()).isEmpty();
    }

    @Test
    void whatEndsAtOnceIsNoRepetition() throws Exception {
        ended(clients, lost("ws://example.com/"));
        ended(clients, lost("ws://example.com/"));
        CloseReport third = ended(clients, lost("ws://example.com/"));
        now.addAndGet(60_000_000_000L);
        CloseReport later = ended(clients, lost("ws://example.com/"));

        assertThat(context(third).history()).isEmpty();
        assertThat(context(later).history()).hasSize(1);
    }

    @Test
    void theNextAttemptDecidesWhatBecameOfTheReconnect() throws Exception {
        CloseReport first = ended(clients, lost("ws://example.com/"));
        assertThat(context(first).reconnect()).isEqualTo(Context.Reconnect.UNKNOWN);

        ended(clients, refused("ws://example.com/"));
        clients.opened("ws://example.com/", List.of());
        CloseReport second = ended(clients, lost("ws://example.com/"));
        clients.opened("ws://example.com/", List.of());

        assertThat(context(first).reconnect()).isEqualTo(Context.Reconnect.REFUSED);
        assertThat(context(second).reconnect()).isEqualTo(Context.Reconnect.SUCCEEDED);
    }

    @Test
    void aSleepThatTheConnectionOutlivedIsNotItsEnd() {
        StallMeter meter = new StallMeter();
        meter.tick(0, 0, 0);
        meter.tick(seconds(1), seconds(1), 3_600_000);

        // Heard of three seconds after the machine woke, and cut two minutes later.
        assertThat(sleptBeforeTheEnd(meter, 4, 124)).isEmpty();
        // What lay in the socket's buffer while it slept is read when it wakes.
        assertThat(sleptBeforeTheEnd(meter, 2, 124)).isPresent();
        assertThat(sleptBeforeTheEnd(meter, 0, 1)).isPresent();
    }

    private static Optional<Duration> sleptBeforeTheEnd(StallMeter meter, int lastByteAt, int endAt) {
        CloseReport report = CloseReport.builder(Role.CLIENT, new CloseCause.TransportLost(TransportEnd.FIN))
                .opened()
                .startedAt(0)
                .moment(Moment.Kind.OPENED, 0)
                .moment(Moment.Kind.LAST_BYTE_IN, seconds(lastByteAt))
                .moment(Moment.Kind.TRANSPORT_ENDED, seconds(endAt))
                .build();
        return meter.sleptSince(Witness.sleepCountsSince(report, seconds(endAt)));
    }

    private static long seconds(int seconds) {
        return TimeUnit.SECONDS.toNanos(seconds);
    }

    @Test
    void theHistoryIsBounded() throws Exception {
        for (int i = 0; i < 30; i++) {
            now.addAndGet(1_000_000_000L);
            ended(clients, lost("ws://example.com/"));
        }
        now.addAndGet(1_000_000_000L);
        assertThat(context(ended(clients, lost("ws://example.com/"))).history()).hasSize(20);
        for (int i = 0; i < 300; i++) {
            ended(clients, lost("ws://host" + i + "/"));
        }
        assertThat(context(ended(clients, lost("ws://example.com/"))).history()).isEmpty();
    }

    @Test
    void aServersPeerIsAnAddressAndItsExtensionsAreKnown() throws Exception {
        Witness server = new Witness(List.of("permessage-deflate"), now::get, gcPauses);
        CloseReport.Builder report = CloseReport.builder(Role.SERVER, new CloseCause.TransportLost(TransportEnd.FIN))
                .target("/feed")
                .opened();

        ended(server, report.remoteAddress("192.0.2.7:50001").build());
        now.addAndGet(1_000_000_000L);
        CloseReport second =
                ended(server, report.remoteAddress("192.0.2.7:50002").build());
        CloseReport other =
                ended(server, report.remoteAddress("192.0.2.8:50002").build());

        assertThat(context(second).history()).hasSize(1);
        assertThat(context(second).agreeable()).containsExactly("permessage-deflate");
        assertThat(context(other).history()).isEmpty();
    }
}
