package dev.sockeye.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.sockeye.WebSocketMetrics;
import dev.sockeye.protocol.Role;
import dev.sockeye.protocol.close.Counters;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.util.concurrent.MockTicker;
import io.netty.util.concurrent.Ticker;
import java.lang.management.ManagementFactory;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Metrics that are set cost a message nothing but a look at a flag; a second of traffic costs one record. */
class MetricsAllocationTest {
    private static final int SECONDS = 200;
    private static final int MESSAGES_PER_SECOND = 1_000;
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private final MockTicker time = Ticker.newMockTicker();
    private final EmbeddedChannel channel =
            EmbeddedChannel.builder().ticker(time).build();
    private final Adding metrics = new Adding();
    private final Source source = new Source();
    private final LoopMeter meter = new LoopMeter(
            new GuardedMetrics(metrics),
            new TimerWheel(channel.eventLoop(), time::nanoTime, nanos -> {}),
            time::nanoTime);
    private final Tally tally = meter.enter(Role.SERVER, source);

    @Test
    void aMessageAllocatesNothing() {
        long allocated = 0;
        for (int second = 0; second < SECONDS; second++) {
            long before = THREADS.getThreadAllocatedBytes(Thread.currentThread().getId());
            for (int i = 0; i < MESSAGES_PER_SECOND; i++) {
                source.messages++;
                tally.note();
            }
            long after = THREADS.getThreadAllocatedBytes(Thread.currentThread().getId());
            allocated += after - before;
            for (int tenth = 0; tenth < 12; tenth++) {
                time.advance(100, TimeUnit.MILLISECONDS);
                channel.runPendingTasks();
            }
        }
        channel.finishAndReleaseAll();

        assertThat(metrics.messages).isEqualTo((long) SECONDS * MESSAGES_PER_SECOND);
        assertThat(allocated / (double) metrics.messages).isLessThan(1);
    }

    private static final class Source implements Tally.Source {
        private long messages;

        @Override
        public Counters counters() {
            return new Counters(0, 0, messages, 0, 0, 0, 0, 0);
        }

        @Override
        public long queuedBytes() {
            return 0;
        }
    }

    private static final class Adding implements WebSocketMetrics {
        private long messages;

        @Override
        public void traffic(Role role, long messagesIn, long bytesIn, long messagesOut, long bytesOut) {
            messages += messagesIn;
        }
    }
}
