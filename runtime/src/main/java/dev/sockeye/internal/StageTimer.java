package dev.sockeye.internal;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The time that the stage of an attempt has which is under way. Confined to one event loop. */
final class StageTimer {
    private final EventLoop loop;
    private @Nullable Future<?> timer;

    StageTimer(EventLoop loop) {
        this.loop = loop;
    }

    /**
     * Begins a stage, which ends the one before.
     *
     * @param whenLate given the time again
     */
    void limit(Duration time, Consumer<Duration> whenLate) {
        stop();
        timer = loop.schedule(() -> whenLate.accept(time), time.toNanos(), TimeUnit.NANOSECONDS);
    }

    void stop() {
        if (timer != null) {
            timer.cancel(false);
            timer = null;
        }
    }
}
