package dev.sockeye.internal;

import dev.sockeye.protocol.extension.ThreadResources;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.FastThreadLocal;

/** What all connections of one event loop share. Confined to that loop's thread. */
final class LoopResources {
    private static final FastThreadLocal<LoopResources> CURRENT = new FastThreadLocal<>() {
        @Override
        protected void onRemoval(LoopResources resources) {
            resources.codecs.close();
        }
    };

    private final ThreadResources codecs = new ThreadResources();
    private final Entropy entropy = new Entropy();
    private final TimerWheel timers;

    private LoopResources(EventLoop loop) {
        timers = new TimerWheel(loop, System::nanoTime);
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

    TimerWheel timers() {
        return timers;
    }
}
