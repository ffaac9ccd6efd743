package dev.sockeye.internal;

import dev.sockeye.ConnectTarget;
import dev.sockeye.WebSocketHandler;
import io.netty.channel.EventLoop;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/** A link's home with a client: one of its event loops, or its dispatcher in the link's own order. */
final class ClientLinkHome implements LinkHome {
    private final ClientCore core;
    private final EventLoop loop;
    private final Executor strand;
    private final SessionConfig session;

    /** @throws IllegalStateException if the client is closed */
    ClientLinkHome(ClientCore core) {
        this.core = core;
        loop = core.join(this);
        SessionConfig shared = core.session();
        Executor dispatcher = shared.dispatcher();
        if (dispatcher == null) {
            strand = loop;
            session = shared;
        } else {
            // All connections of the link, one after the other, in one order with what is between them.
            strand = new SerialExecutor(dispatcher);
            session = shared.withDispatcher(strand);
        }
    }

    EventLoop loop() {
        return loop;
    }

    SessionConfig session() {
        return session;
    }

    @Override
    public long nanoTime() {
        return System.nanoTime();
    }

    @Override
    public Instant wallTime() {
        return Instant.now();
    }

    @Override
    public double random() {
        return ThreadLocalRandom.current().nextDouble();
    }

    @Override
    public void execute(Runnable task) {
        try {
            strand.execute(task);
        } catch (RejectedExecutionException over) {
            // The loops end when the last link of the client has; what is said to one that is over changes nothing.
        }
    }

    @Override
    public Cancellable schedule(Runnable task, Duration delay) {
        Future<?> scheduled = loop.schedule(() -> execute(task), delay.toNanos(), TimeUnit.NANOSECONDS);
        return () -> scheduled.cancel(false);
    }

    @Override
    public Cancellable connect(ConnectTarget target, WebSocketHandler handler) {
        return core.connect(target, handler, this)::end;
    }

    @Override
    public void onClosed(Runnable task) {
        core.onClosed(this, task);
    }

    @Override
    public void leave() {
        core.leave(this);
    }

    @Override
    public boolean isGone(String localAddress) {
        return LocalNetworks.OF_THIS_MACHINE.isGone(Addresses.host(localAddress));
    }

    @Override
    public long networkVersion() {
        return LocalNetworks.OF_THIS_MACHINE.version();
    }
}
