package dev.sockeye.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sockeye.WebSocketMetrics;
import dev.sockeye.protocol.Role;
import dev.sockeye.protocol.close.Counters;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.util.concurrent.MockTicker;
import io.netty.util.concurrent.Ticker;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What passes over the connections of a loop is told together, once a second; on a loop whose time the test moves. */
class LoopMeterTest {
    private final MockTicker time = Ticker.newMockTicker();
    private final EmbeddedChannel channel =
            EmbeddedChannel.builder().ticker(time).build();
    private final TimerWheel wheel = new TimerWheel(channel.eventLoop(), time::nanoTime, nanos -> {});
    private final List<String> told = new ArrayList<>();
    private Runnable whenTold = () -> {};
    private final LoopMeter meter = new LoopMeter(new GuardedMetrics(new Telling()), wheel, time::nanoTime);

    @AfterEach
    void end() {
        channel.finishAndReleaseAll();
    }

    @Test
    void whatPassesInASecondIsToldOnceForAllConnections() {
        Passing one = new Passing();
        Passing two = new Passing();
        Tally tallyOfOne = meter.enter(Role.SERVER, one);
        Tally tallyOfTwo = meter.enter(Role.SERVER, two);
        for (int i = 0; i < 5; i++) {
            one.in(100);
            tallyOfOne.note();
            two.out(7);
            tallyOfTwo.note();
        }
        assertThat(told).isEmpty();

        passSeconds(2);

        assertThat(told).containsExactly("SERVER in 5/500 out 5/35");
    }

    @Test
    void whereNothingPassesNothingIsTold() {
        Passing idle = new Passing();
        Tally tally = meter.enter(Role.CLIENT, idle);
        idle.in(1);
        tally.note();
        passSeconds(10);

        assertThat(told).containsExactly("CLIENT in 1/1 out 0/0");
    }

    @Test
    void rolesAreToldApart() {
        Passing server = new Passing();
        Passing client = new Passing();
        Tally tallyOfServer = meter.enter(Role.SERVER, server);
        Tally tallyOfClient = meter.enter(Role.CLIENT, client);
        server.in(3);
        tallyOfServer.note();
        client.out(3);
        tallyOfClient.note();
        passSeconds(2);

        assertThat(told).containsExactlyInAnyOrder("SERVER in 1/3 out 0/0", "CLIENT in 0/0 out 1/3");
    }

    @Test
    void theEndOfAConnectionTellsItsRestAtOnceAndOnlyThat() {
        Passing passing = new Passing();
        Tally tally = meter.enter(Role.SERVER, passing);
        passing.in(10);
        tally.note();
        passSeconds(2);
        passing.in(20);
        tally.note();
        tally.end(passing.counters());
        tally.note();
        passSeconds(3);

        assertThat(told).containsExactly("SERVER in 1/10 out 0/0", "SERVER in 1/20 out 0/0");
        assertThat(meter.isDeserted()).isTrue();
    }

    @Test
    void aQueueIsLookedAtUntilItIsEmptyAndItsChangesAddUp() {
        Passing slow = new Passing();
        Tally tally = meter.enter(Role.SERVER, slow);
        slow.out(1000);
        slow.queued = 400;
        tally.note();
        passSeconds(2);
        slow.queued = 150;
        passSeconds(2);
        slow.queued = 0;
        passSeconds(2);

        assertThat(told)
                .containsExactly(
                        "SERVER in 0/0 out 1/1000", "SERVER queued 400", "SERVER queued -250", "SERVER queued -150");
    }

    @Test
    void whatWaitedWhenAConnectionEndedWaitsNoMore() {
        Passing slow = new Passing();
        Tally tally = meter.enter(Role.SERVER, slow);
        slow.out(1000);
        slow.queued = 400;
        tally.note();
        passSeconds(2);
        tally.end(slow.counters());

        assertThat(told).containsExactly("SERVER in 0/0 out 1/1000", "SERVER queued 400", "SERVER queued -400");
    }

    /** As metrics do that cut a connection whose queue has grown too long. */
    @Test
    void metricsThatEndAConnectionWhileTheyAreToldAreToldOnce() {
        Passing one = new Passing();
        Passing two = new Passing();
        Tally tallyOfOne = meter.enter(Role.SERVER, one);
        Tally tallyOfTwo = meter.enter(Role.SERVER, two);
        whenTold = () -> tallyOfTwo.end(two.counters());
        one.in(10);
        tallyOfOne.note();
        two.in(5);
        tallyOfTwo.note();
        passSeconds(3);

        assertThat(told).containsExactly("SERVER in 2/15 out 0/0");
    }

    @Test
    void aSilentMeterIsNotTimed() {
        Passing passing = new Passing();
        Tally tally = meter.enter(Role.SERVER, passing);
        passing.in(1);
        tally.note();
        passSeconds(2);

        assertThat(channel.hasPendingTasks()).isFalse();
    }

    private void passSeconds(int seconds) {
        for (int tenths = 0; tenths < 10 * seconds; tenths++) {
            time.advance(100, TimeUnit.MILLISECONDS);
            channel.runPendingTasks();
        }
    }

    private static final class Passing implements Tally.Source {
        private long messagesIn;
        private long bytesIn;
        private long messagesOut;
        private long bytesOut;
        private long queued;

        void in(int bytes) {
            messagesIn++;
            bytesIn += bytes;
        }

        void out(int bytes) {
            messagesOut++;
            bytesOut += bytes;
        }

        @Override
        public Counters counters() {
            return new Counters(bytesIn, bytesOut, messagesIn, messagesOut, 0, 0, 0, 0);
        }

        @Override
        public long queuedBytes() {
            return queued;
        }
    }

    private final class Telling implements WebSocketMetrics {
        @Override
        public void traffic(Role role, long messagesIn, long bytesIn, long messagesOut, long bytesOut) {
            told.add(role + " in " + messagesIn + "/" + bytesIn + " out " + messagesOut + "/" + bytesOut);
            whenTold.run();
        }

        @Override
        public void queued(Role role, long changeBytes) {
            told.add(role + " queued " + changeBytes);
        }
    }
}
