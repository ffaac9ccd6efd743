package dev.sockeye.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.sockeye.protocol.Role;
import dev.sockeye.protocol.close.CloseCause;
import dev.sockeye.protocol.connection.Connection;
import dev.sockeye.protocol.connection.ConnectionConfig;
import dev.sockeye.protocol.connection.Heartbeat;
import dev.sockeye.protocol.connection.Phase;
import dev.sockeye.protocol.extension.ThreadResources;
import dev.sockeye.protocol.frame.Frame;
import dev.sockeye.protocol.frame.Opcode;
import dev.sockeye.testkit.RecordingSink;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.util.concurrent.MockTicker;
import io.netty.util.concurrent.Ticker;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Timers on a loop whose time the test moves: in small steps as it passes, in one when the loop stands still. */
class TimerWheelTest {
    private static final long STEP_MILLIS = 10;
    private static final Duration INTERVAL = Duration.ofSeconds(20);
    private static final Duration TIMEOUT = Duration.ofSeconds(5);
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private final MockTicker time = Ticker.newMockTicker();
    private final EmbeddedChannel channel =
            EmbeddedChannel.builder().ticker(time).build();
    private final List<Long> stalls = new ArrayList<>();
    private final TimerWheel wheel = new TimerWheel(channel.eventLoop(), time::nanoTime, stalls::add);

    @AfterEach
    void end() {
        channel.finishAndReleaseAll();
    }

    @Test
    void anEntryFiresWithinATickOfItsDeadline() {
        Alarm alarm = new Alarm(Duration.ofMillis(1_234));
        wheel.place(alarm, time.nanoTime());
        pass(Duration.ofMillis(1_230));
        assertThat(alarm.fired).isZero();
        pass(Duration.ofMillis(110));
        assertThat(alarm.fired).isEqualTo(1);
    }

    @Test
    void aPongThatCameWhileTheLoopStoodStillIsReadBeforeThePeerIsGivenUp() {
        Heartbeating connection = new Heartbeating();
        wheel.place(connection, time.nanoTime());
        pass(INTERVAL.plusMillis(200));
        assertThat(connection.sink.takeWire()).as("a ping").isNotEmpty();

        standStill(TIMEOUT.multipliedBy(2));
        connection.receive(Frame.of(Opcode.PONG, new byte[0]));
        pass(TIMEOUT);

        assertThat(connection.machine.phase()).isEqualTo(Phase.OPEN);
    }

    @Test
    void aPeerThatWasSilentAllTheTimeIsGivenUpAfterTheGrace() {
        Heartbeating connection = new Heartbeating();
        wheel.place(connection, time.nanoTime());
        pass(INTERVAL.plusMillis(200));

        standStill(TIMEOUT.multipliedBy(2));
        pass(Duration.ofMillis(980));
        assertThat(connection.machine.phase()).isEqualTo(Phase.OPEN);
        pass(Duration.ofMillis(30));

        assertThat(connection.sink.report())
                .hasValueSatisfying(
                        report -> assertThat(report.cause().kind()).isEqualTo(CloseCause.Kind.PONG_TIMEOUT));
    }

    @Test
    void pingsKeepToTheIntervalWhereTheTimeoutIsLonger() {
        Heartbeating connection =
                new Heartbeating(new Heartbeat(Duration.ofSeconds(1), Duration.ofSeconds(30)).withJitter(0));
        wheel.place(connection, time.nanoTime());
        for (int i = 0; i < 100; i++) {
            pass(Duration.ofMillis(100));
            if (connection.sink.takeWire().length > 0) {
                connection.receive(Frame.of(Opcode.PONG, new byte[0]));
            }
        }
        assertThat(connection.machine.counters().pingsOut()).isBetween(8, 10);
    }

    @Test
    void aLoopThatIsAlwaysLateStillHasTimers() {
        Alarm alarm = new Alarm(Duration.ofSeconds(1));
        wheel.place(alarm, time.nanoTime());
        for (int i = 0; i < 4; i++) {
            standStill(Duration.ofSeconds(2));
        }
        assertThat(alarm.fired).isEqualTo(1);
    }

    @Test
    void aLoopThatIsAlwaysALittleLateGivesNoGrace() {
        Alarm alarm = new Alarm(Duration.ofSeconds(1));
        wheel.place(alarm, time.nanoTime());
        for (int i = 0; i < 5; i++) {
            standStill(Duration.ofMillis(250));
        }
        assertThat(alarm.fired).isEqualTo(1);
    }

    @Test
    void aStallIsToldOnceItIsOver() {
        wheel.place(new Alarm(Duration.ofSeconds(10)), time.nanoTime());
        pass(Duration.ofMillis(500));
        assertThat(stalls).isEmpty();
        standStill(Duration.ofMillis(900));
        pass(Duration.ofSeconds(2));
        assertThat(stalls)
                .singleElement()
                .satisfies(nanos ->
                        assertThat(Duration.ofNanos(nanos)).isBetween(Duration.ofMillis(800), Duration.ofMillis(900)));
    }

    @Test
    void aTickAllocatesNothing() {
        wheel.place(new Alarm(Duration.ofHours(1)), time.nanoTime());
        pass(Duration.ofSeconds(10));
        long thread = Thread.currentThread().getId();
        long before = THREADS.getThreadAllocatedBytes(thread);
        for (int tick = 0; tick < 1000; tick++) {
            time.advance(100, TimeUnit.MILLISECONDS);
            channel.runPendingTasks();
        }
        long allocated = THREADS.getThreadAllocatedBytes(thread) - before;

        assertThat(allocated / 1000).as("bytes per tick").isZero();
    }

    @Test
    void aWheelWithNoEntriesLeavesTheLoopAlone() {
        Alarm alarm = new Alarm(Duration.ofMillis(500));
        wheel.place(alarm, time.nanoTime());
        pass(Duration.ofSeconds(1));
        assertThat(alarm.fired).isEqualTo(1);
        assertThat(channel.runScheduledPendingTasks())
                .as("the wait for what is scheduled")
                .isEqualTo(-1);

        Alarm next = new Alarm(Duration.ofMillis(500));
        wheel.place(next, time.nanoTime());
        pass(Duration.ofSeconds(1));
        assertThat(next.fired).isEqualTo(1);
    }

    private void pass(Duration duration) {
        for (long left = duration.toMillis(); left > 0; left -= STEP_MILLIS) {
            standStill(Duration.ofMillis(Math.min(left, STEP_MILLIS)));
        }
    }

    /** What is due meanwhile comes at the end of it. */
    private void standStill(Duration duration) {
        time.advance(duration.toNanos(), TimeUnit.NANOSECONDS);
        channel.runPendingTasks();
    }

    private final class Alarm extends TimerWheel.Entry {
        private final long at;
        private int fired;

        Alarm(Duration wait) {
            at = time.nanoTime() + wait.toNanos();
        }

        @Override
        long nanosUntilDue(long now) {
            return Math.max(0, at - now);
        }

        @Override
        void onDue(long now) {
            fired++;
        }
    }

    /** A connection that has nothing but its timers, and a peer that the test plays. */
    private final class Heartbeating extends TimerWheel.Entry {
        private final RecordingSink sink = new RecordingSink();
        private final Connection machine;

        Heartbeating() {
            this(new Heartbeat(INTERVAL, TIMEOUT).withJitter(0));
        }

        Heartbeating(Heartbeat heartbeat) {
            machine = new Connection(
                    ConnectionConfig.builder(Role.CLIENT).heartbeat(heartbeat).build(),
                    List.of(),
                    new ThreadResources(() -> 7),
                    sink,
                    time.nanoTime());
        }

        void receive(Frame frame) {
            machine.receive(ByteBuffer.wrap(frame.toUnmaskedBytes()), time.nanoTime());
        }

        @Override
        long nanosUntilDue(long now) {
            return machine.nanosUntilTimer(now);
        }

        @Override
        void onDue(long now) {
            machine.onTimer(now);
            if (machine.phase() != Phase.CLOSED) {
                wheel.place(this, now);
            }
        }
    }
}
