package dev.sockeye.internal;

import dev.sockeye.protocol.extension.ThreadResources;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.FastThreadLocal;
import java.util.ArrayList;
import java.util.List;

/** What all connections of one event loop share. Confined to that loop's thread. */
final class LoopResources {
    private static final FastThreadLocal<LoopResources> CURRENT = new FastThreadLocal<>() {
        @Override
        protected void onRemoval(LoopResources resources) {
            resources.codecs.close();
            resources.reading.close();
            resources.writing.close();
        }
    };

    private final Entropy entropy = new Entropy();
    private final ThreadResources codecs = new ThreadResources(entropy);

    /** As much as is worth a read: what is read is unmasked, copied and sent while it is in the processor's cache. */
    private final LoopBuffers reading = new LoopBuffers(4, 128 << 10);

    private final LoopBuffers writing = new LoopBuffers(8, Transmitter.GATHERED_BYTES);
    private final SharedFrames shared = new SharedFrames();

    /** When what is being read came, or 0. */
    private long readAt;

    private final TimerWheel timers;

    /** Of the metrics that want to know of connections of this loop; one, but for the loops that all clients share. */
    private final List<LoopMeter> meters = new ArrayList<>(1);

    private LoopResources(EventLoop loop) {
        timers = new TimerWheel(loop, System::nanoTime, this::stalled);
    }

    /** {@return the resources of this loop, which must be the one that the caller runs on} */
    static LoopResources of(EventLoop loop) {
        LoopResources resources = CURRENT.get();
        if (resources == null) {
            resources = new LoopResources(loop);
            CURRENT.set(resources);
        }
        return resources;
    }

    ThreadResources codecs() {
        return codecs;
    }

    Entropy entropy() {
        return entropy;
    }

    /** {@return what connections read to} */
    LoopBuffers reading() {
        return reading;
    }

    /** {@return what connections gather small frames in, {@link Transmitter#GATHERED_BYTES} each} */
    LoopBuffers writing() {
        return writing;
    }

    /** {@return what finds the frames of a message that many connections send} */
    SharedFrames shared() {
        return shared;
    }

    /**
     * {@return the time, which while something is read is that of its coming} To ask the clock costs as much as a frame, and what
     * answers a message goes out when that came, on whichever of the loop's connections.
     */
    long now() {
        return readAt == 0 ? System.nanoTime() : readAt;
    }

    /**
     * Takes note of what is read from now on.
     *
     * @param at when it came, or 0 when nothing is read
     * @return what was before, to be given back when it has been read
     */
    long readingSince(long at) {
        long before = readAt;
        readAt = at;
        return before;
    }

    TimerWheel timers() {
        return timers;
    }

    /** {@return what counts for these metrics on this loop} */
    LoopMeter meterOf(GuardedMetrics metrics) {
        meters.removeIf(LoopMeter::isDeserted);
        for (LoopMeter meter : meters) {
            if (meter.serves(metrics)) {
                return meter;
            }
        }
        LoopMeter meter = new LoopMeter(metrics, timers, System::nanoTime);
        meters.add(meter);
        return meter;
    }

    /** Takes note that the loop stood still. */
    void stalled(long nanos) {
        if (FlightRecorder.PRESENT) {
            FlightEvents.stalled(nanos);
        }
        meters.forEach(meter -> meter.stalled(nanos));
    }
}
