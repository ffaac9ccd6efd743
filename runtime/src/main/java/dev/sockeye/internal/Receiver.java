package dev.sockeye.internal;

import dev.sockeye.protocol.MessageType;
import dev.sockeye.protocol.connection.Connection;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.ssl.SslHandler;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * The incoming half of an open WebSocket: lets the protocol read Netty's buffers in place, puts together messages that come
 * in several pieces, and stops and goes on reading. Confined to the event loop.
 */
final class Receiver {
    /** Less than this is cheaper to copy than to read apart from what follows it. */
    private static final int LEAST_LENT_BYTES = 32 << 10;

    /** Of messages that are put together: parts of this one's buffers are used again, those of others are garbage. */
    private static final ByteBufAllocator ALLOCATOR = PooledByteBufAllocator.DEFAULT;

    private final ChannelHandlerContext context;
    private final LoopResources resources;
    private final Connection connection;
    private final HandlerCalls calls;
    private final int mostControlBacklog;
    private final MessageAssembly assembly = new MessageAssembly();

    /** Why reading has stopped; it goes on when none is left. */
    private boolean pausedByApplication;

    private boolean pausedByDispatch;
    private boolean pausedByBacklog;

    /** Whether the connection is closing, so that pauses no longer hold back the peer's Close frame. */
    private boolean closing;

    /** Whether data was thrown away, so that what follows it would make no sense. */
    private boolean deaf;

    private boolean over;

    /** Whether it was of use for more than control frames. */
    private boolean hasReceivedData;

    /** What was received and not read because of a pause; null if nothing. */
    private @Nullable ArrayDeque<ByteBuf> unread;

    private @Nullable Runnable behindUnread;

    private boolean readingUnread;

    /** The buffer being read, as Netty and as the protocol see it. */
    private @Nullable ByteBuf inbound;

    private @Nullable ByteBuffer view;

    /** What to add to a position in {@link #view} for the index in {@link #inbound}. */
    private int viewOffset;

    /** The window that the handler is being called with, and the buffer that holds it. */
    private @Nullable ByteBuffer borrowed;

    private @Nullable ByteBuf borrowedFrom;
    private int borrowedOffset;

    /**
     * @param mostControlBacklog bytes of control frames that may wait before {@link #pauseByBacklog}
     */
    Receiver(ChannelHandlerContext context, Connection connection, HandlerCalls calls, int mostControlBacklog) {
        this.context = context;
        this.resources = LoopResources.of(context.channel().eventLoop());
        this.connection = connection;
        this.calls = calls;
        this.mostControlBacklog = mostControlBacklog;
        // With TLS the channel reads what is still encrypted.
        if (context.channel().config().getRecvByteBufAllocator() instanceof ReceiveBuffers buffers
                && context.pipeline().get(SslHandler.class) == null) {
            buffers.lendFrom(this::lend);
        }
    }

    boolean hasReceivedData() {
        return hasReceivedData;
    }

    /** {@return whether another could take the place of this, because nothing is under way and nothing is held} */
    boolean isAtRest() {
        boolean paused = pausedByApplication || pausedByDispatch || pausedByBacklog;
        boolean holds = unread != null || behindUnread != null || inbound != null || !assembly.isEmpty();
        return !paused && !closing && !deaf && !over && !readingUnread && !holds;
    }

    /** Leaves the channel to read as it likes; another may take the place of this. */
    void letGo() {
        if (context.channel().config().getRecvByteBufAllocator() instanceof ReceiveBuffers buffers) {
            buffers.lendFrom(null);
        }
    }

    /**
     * {@return where the channel reads to next: the place in a large message where the bytes belong, or a buffer that the
     * loop's connections share; null if there is none}
     */
    private @Nullable ByteBuf lend() {
        assembly.lendNothing();
        // What waits unread has its place before the next bytes.
        if (!over && !deaf && unread == null && !calls.isStreaming()) {
            long ahead = connection.payloadAhead();
            if (ahead >= LEAST_LENT_BYTES) {
                return assembly.lend(ahead, ALLOCATOR);
            }
        }
        return resources.reading().take();
    }

    /** Takes bytes from the channel, and their ownership. */
    void onBytes(ByteBuf bytes) {
        if (over) {
            bytes.release();
        } else if (unread != null) {
            stopReading();
            unread.add(trimmed(bytes));
        } else {
            read(bytes);
        }
    }

    private void read(ByteBuf bytes) {
        ByteBuf contiguous = bytes;
        if (bytes.nioBufferCount() != 1 || bytes.isReadOnly()) {
            contiguous = context.alloc().directBuffer(bytes.readableBytes()).writeBytes(bytes);
            bytes.release();
        }
        ByteBuffer in = viewOf(contiguous);
        inbound = contiguous;
        view = in;
        viewOffset = contiguous.readerIndex() - in.position();
        boolean all = true;
        long now = System.nanoTime();
        long before = resources.readingSince(now);
        try {
            all = connection.receive(in, now);
        } finally {
            resources.readingSince(before);
            inbound = null;
            view = null;
            if (all || over) {
                contiguous.release();
            } else {
                contiguous.readerIndex(in.position() + viewOffset);
                stopReading();
                keepUnread(trimmed(contiguous));
            }
        }
    }

    private ByteBuffer viewOf(ByteBuf bytes) {
        // A part of a buffer would make a view anew each time.
        ByteBuffer inMessage = assembly.viewOf(bytes);
        return inMessage == null ? bytes.internalNioBuffer(bytes.readerIndex(), bytes.readableBytes()) : inMessage;
    }

    /** {@return the bytes in a buffer of no more than twice their size} What waits must not hold much else. */
    private ByteBuf trimmed(ByteBuf bytes) {
        if (bytes.readableBytes() >= bytes.capacity() / 2) {
            return bytes;
        }
        ByteBuf fitting = context.alloc().directBuffer(bytes.readableBytes()).writeBytes(bytes);
        bytes.release();
        return fitting;
    }

    /**
     * Asks the channel for no more. Not with the pause but when something comes that has to wait for its end: a handler that
     * answers large messages pauses for each, and most pauses end before the peer goes on.
     */
    private void stopReading() {
        context.channel().config().setAutoRead(false);
    }

    private void keepUnread(ByteBuf rest) {
        ArrayDeque<ByteBuf> waiting = unread;
        if (waiting == null) {
            waiting = new ArrayDeque<>();
            unread = waiting;
        }
        waiting.addFirst(rest);
    }

    /** Takes a part of a message from the protocol. */
    void onData(MessageType type, ByteBuffer window, boolean first, boolean last) {
        deaf = deaf || (closing && pausedByApplication);
        hasReceivedData = true;
        if (deaf) {
            return;
        }
        if (calls.isStreaming()) {
            calls.callPart(type, window, last);
            return;
        }
        ByteBuf holder = isSame(window, view) ? inbound : null;
        if (first && last) {
            deliver(type, window, holder, viewOffset);
            // A place for it may have been made before it came.
            assembly.discard();
            return;
        }
        if (!assembly.addInPlace(window, holder)) {
            assembly.add(window, connection.payloadAhead(), ALLOCATOR);
        }
        if (last) {
            deliverAssembled(type);
        }
    }

    private void deliverAssembled(MessageType type) {
        ByteBuf message = assembly.take();
        if (message == null) {
            return;
        }
        try {
            ByteBuffer whole = message.internalNioBuffer(0, message.readableBytes());
            deliver(type, whole, message, -whole.position());
        } finally {
            message.release();
        }
    }

    private void deliver(MessageType type, ByteBuffer window, @Nullable ByteBuf holder, int offset) {
        borrowed = window;
        borrowedFrom = holder;
        borrowedOffset = offset;
        try {
            calls.callMessage(type, window);
        } finally {
            borrowed = null;
            borrowedFrom = null;
        }
    }

    /**
     * {@return the bytes of {@code data} without a copy, owned by the caller, if it is the very buffer that the handler is
     * being called with; else null}
     */
    @Nullable
    ByteBuf shareBorrowed(ByteBuffer data) {
        ByteBuf holder = borrowedFrom;
        return holder != null && isSame(data, borrowed)
                ? holder.retainedSlice(data.position() + borrowedOffset, data.remaining())
                : null;
    }

    /** Whether two buffers are one object; equal content would not do, because another buffer may change. */
    @SuppressWarnings("ReferenceEquality")
    private static boolean isSame(ByteBuffer one, @Nullable ByteBuffer other) {
        return one == other;
    }

    // ---- stopping and going on

    void pauseByApplication(boolean pause) {
        pausedByApplication = pause;
        applyPauses();
    }

    /** Stops while the handler is behind with what was dispatched to it, and goes on when it has caught up. */
    void pauseByDispatch() {
        boolean pause = calls.isBehind(pausedByDispatch);
        if (pausedByDispatch != pause) {
            pausedByDispatch = pause;
            applyPauses();
        }
    }

    boolean isPausedByBacklog() {
        return pausedByBacklog;
    }

    /** The peer asks for pongs and does not read them. */
    void pauseByBacklog(boolean pause) {
        if (pausedByBacklog != pause) {
            pausedByBacklog = pause;
            applyPauses();
        }
    }

    /** The peer's Close frame must be read, so pauses end with the next {@link #applyPauses}; an application that paused gets no more data. */
    void onClosing() {
        closing = true;
    }

    private boolean isPaused() {
        // What a dispatched handler has before it is bounded to the end; the closing's time limit runs meanwhile.
        return pausedByDispatch || (!closing && (pausedByApplication || pausedByBacklog));
    }

    void applyPauses() {
        if (over) {
            return;
        }
        if (isPaused()) {
            if (pausedByApplication || pausedByDispatch) {
                connection.pause();
            } else {
                connection.pauseForOutput(mostControlBacklog, System.nanoTime());
            }
        } else {
            connection.resume(System.nanoTime());
            readUnread();
        }
    }

    private void readUnread() {
        if (readingUnread) {
            return;
        }
        if (inbound != null) {
            // A handler resumed within its callback: the call under way goes on with its buffer by itself.
            context.channel().config().setAutoRead(true);
            return;
        }
        readingUnread = true;
        while (unread != null && !isPaused() && !over) {
            ArrayDeque<ByteBuf> waiting = unread;
            unread = null;
            try {
                while (!waiting.isEmpty() && unread == null && !over) {
                    read(waiting.poll());
                }
            } catch (RuntimeException | Error failure) {
                readingUnread = false;
                throw failure;
            } finally {
                requeue(waiting);
            }
        }
        readingUnread = false;
        if (!isPaused() && !over) {
            context.channel().config().setAutoRead(true);
        }
        Runnable work = behindUnread;
        if (work != null && unread == null && !over) {
            behindUnread = null;
            context.channel().eventLoop().execute(work);
        }
    }

    /** Has something done as soon as nothing that was received is left unread. */
    void behindUnread(Runnable work) {
        if (unread == null) {
            work.run();
        } else {
            behindUnread = work;
        }
    }

    /** Puts what was not reached behind what was read in part. */
    private void requeue(ArrayDeque<ByteBuf> rest) {
        if (over) {
            rest.forEach(ByteBuf::release);
        } else if (!rest.isEmpty()) {
            if (unread == null) {
                unread = rest;
            } else {
                unread.addAll(rest);
            }
        }
    }

    /** Gives back all buffers; the connection is over. */
    void onClosed() {
        over = true;
        behindUnread = null;
        assembly.discard();
        ArrayDeque<ByteBuf> waiting = unread;
        unread = null;
        if (waiting != null) {
            waiting.forEach(ByteBuf::release);
        }
        // What still arrives until the channel closes is thrown away.
        context.channel().config().setAutoRead(true);
    }
}
