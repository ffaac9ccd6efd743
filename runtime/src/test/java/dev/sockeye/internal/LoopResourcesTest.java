package dev.sockeye.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.DefaultEventLoop;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.FastThreadLocal;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the connections of a loop share, seen from its thread. */
class LoopResourcesTest {
    private static final long LONG_AGO = System.nanoTime() - TimeUnit.HOURS.toNanos(2);

    private final EventLoop loop = new DefaultEventLoop();
    private final LoopResources resources = LoopResources.of(loop);

    @AfterEach
    void letGo() {
        FastThreadLocal.removeAll();
        loop.shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly();
    }

    @Test
    void theTimeIsThatOfWhatIsBeingRead() {
        resources.readingSince(LONG_AGO);
        assertThat(LoopResources.of(loop).now()).isEqualTo(LONG_AGO);
    }

    @Test
    void aReadingWithinAnotherGivesItsTimeBack() {
        resources.readingSince(LONG_AGO);
        long before = resources.readingSince(LONG_AGO + 1);
        assertThat(resources.now()).isEqualTo(LONG_AGO + 1);
        resources.readingSince(before);
        assertThat(resources.now()).isEqualTo(LONG_AGO);
    }

    @Test
    void whenNothingIsReadTheClockIsAsked() {
        long before = resources.readingSince(LONG_AGO);
        resources.readingSince(before);
        assertThat(resources.now() - LONG_AGO).isGreaterThan(TimeUnit.HOURS.toNanos(1));
    }
}
