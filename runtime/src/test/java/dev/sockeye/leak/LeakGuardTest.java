package dev.sockeye.leak;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.util.ResourceLeakDetector;
import org.junit.jupiter.api.Test;

/** The guard would be worth nothing if it were silent because leak detection is off. */
class LeakGuardTest {
    @Test
    void everyResourceIsFollowed() {
        assertThat(ResourceLeakDetector.getLevel()).isEqualTo(ResourceLeakDetector.Level.PARANOID);
    }

    @Test
    void aLostBufferIsFound() {
        loseABuffer();

        assertThat(LeakGuard.findLeaks()).anyMatch(leak -> leak.contains("loseABuffer"));
        RecordingLeakDetector.forget("loseABuffer");
    }

    private static void loseABuffer() {
        ByteBuf buffer = PooledByteBufAllocator.DEFAULT.buffer(16);
        buffer.writeByte(1);
    }
}
