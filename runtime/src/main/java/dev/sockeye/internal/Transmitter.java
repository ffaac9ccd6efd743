package dev.sockeye.internal;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.ssl.SslHandler;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Puts one connection's bytes on the wire: gathers small frames into one buffer, passes large payloads on uncopied, and
 * ends the outgoing direction behind them. Holds no buffer between flushes. Confined to the event loop.
 *
 * <p>Gathered bytes go straight to a {@link DirectSocket} where there is one; what it does not take goes through the channel.
 */
final class Transmitter {
    /** Copying this much costs less than another entry in the channel's queue and another segment in the system call. */
    private static final int COPIED_PAYLOAD_BYTES = 8 << 10;

    private static final int LEAST_BUFFER_BYTES = 256;

    /** What is gathered goes to the channel before it outgrows this size. */
    static final int GATHERED_BYTES = 32 << 10;

    private final ChannelHandlerContext context;
    private @Nullable ByteBuf gathered;

    /** Where {@link #gathered} is written, from {@link #roomStart} to the position. */
    private @Nullable ByteBuffer room;

    /** The position in {@link #room} that is the buffer's beginning. */
    private int roomStart;

    /** How many of the gathered bytes the channel has. */
    private int passed;

    private boolean unflushed;

    /** What the channel's queue holds, and whether it takes more, while {@link #room} is there: only this adds to it then. */
    private long inChannel;

    private boolean channelWritable;

    /**
     * Whether the channel's queue has to be asked: if not, it is empty. To find it takes a walk over objects that, where each
     * of thousands of connections gets a little, are in no cache.
     */
    private boolean channelMayHold = true;

    /** Where gathered bytes go if nothing is before them; null if only through the channel. */
    private final @Nullable DirectSocket socket;

    private final LoopBuffers buffers;

    Transmitter(ChannelHandlerContext context) {
        this.context = context;
        this.socket = DirectSocket.of(context);
        this.buffers = LoopResources.of(context.channel().eventLoop()).writing();
    }

    /** {@return whether a payload is better passed on than copied} */
    static boolean isLarge(int payloadBytes) {
        return payloadBytes > COPIED_PAYLOAD_BYTES;
    }

    /** {@return where the next bytes for the wire are written, at least so many; what is written counts as taken} */
    ByteBuffer room(int bytes) {
        ByteBuffer place = room;
        if (place != null && place.remaining() >= bytes) {
            return place;
        }
        if (place != null) {
            passGathered(context.voidPromise());
        }
        ByteBuf buffer = bytes <= GATHERED_BYTES ? buffers.take() : null;
        if (buffer == null) {
            buffer = context.alloc().directBuffer(Math.max(bytes, LEAST_BUFFER_BYTES));
        }
        place = buffer.internalNioBuffer(0, buffer.capacity());
        gathered = buffer;
        room = place;
        roomStart = place.position();
        passed = 0;
        lookAtChannel();
        return place;
    }

    private void lookAtChannel() {
        if (!channelMayHold) {
            inChannel = 0;
            channelWritable = true;
            return;
        }
        ChannelOutboundBuffer queue = context.channel().unsafe().outboundBuffer();
        inChannel = queue == null ? 0 : queue.totalPendingWriteBytes();
        channelWritable = queue != null && queue.isWritable();
        channelMayHold = socket == null || inChannel > 0 || !channelWritable;
    }

    private void write(ByteBuf bytes, ChannelPromise promise) {
        unflushed = true;
        channelMayHold = true;
        context.write(bytes, promise);
    }

    /** Takes a copy of the bytes. */
    void copy(ByteBuffer bytes) {
        if (bytes.hasRemaining()) {
            room(bytes.remaining()).put(bytes);
        }
    }

    /** Takes the buffer itself. */
    void pass(ByteBuf payload) {
        passSoFar();
        write(payload, context.voidPromise());
        lookAtChannel();
    }

    /** Passes on what is before a large payload; what comes behind that is gathered in the same buffer. */
    private void passSoFar() {
        ByteBuf buffer = gathered;
        int more = gatheredBytes();
        if (buffer != null && more > 0) {
            write(buffer.retainedSlice(passed, more), context.voidPromise());
            passed += more;
        }
    }

    /** {@return how many bytes were gathered that the channel does not have} */
    private int gatheredBytes() {
        ByteBuffer place = room;
        return place == null ? 0 : place.position() - roomStart - passed;
    }

    private void passGathered(ChannelPromise promise) {
        ByteBuf buffer = gathered;
        int more = gatheredBytes();
        gathered = null;
        room = null;
        if (buffer != null && more > 0) {
            write(buffer.setIndex(passed, passed + more), promise);
            return;
        }
        if (buffer != null) {
            buffer.release();
        }
        if (!promise.isVoid()) {
            write(Unpooled.EMPTY_BUFFER, promise);
        }
    }

    private void sendGathered(DirectSocket to, ByteBuf buffer) {
        try {
            passed += to.send(buffer, passed, passed + gatheredBytes());
            if (gatheredBytes() == 0) {
                letGo(buffer);
            }
        } catch (IOException failure) {
            // As the channel does when a write fails.
            letGo(buffer);
            context.pipeline().fireExceptionCaught(failure);
            context.channel().close();
        }
    }

    private void letGo(ByteBuf buffer) {
        gathered = null;
        room = null;
        buffer.release();
    }

    /** {@return a promise that is kept when the system has taken all bytes so far} */
    ChannelPromise whenTaken() {
        ChannelPromise promise = context.newPromise();
        passGathered(promise);
        return promise;
    }

    /** Hands everything to the system, as far as it takes it. */
    void flush() {
        ByteBuf buffer = gathered;
        if (buffer != null && socket != null && !channelMayHold) {
            sendGathered(socket, buffer);
        }
        if (gathered != null) {
            passGathered(context.voidPromise());
        }
        if (unflushed) {
            unflushed = false;
            context.flush();
        }
    }

    /** {@return bytes that the system has not taken} */
    long pendingBytes() {
        if (room == null) {
            return channelMayHold ? pendingBytes(context.channel()) : 0;
        }
        return inChannel + gatheredBytes();
    }

    /** {@return whether the channel takes more} */
    boolean isChannelWritable() {
        if (room != null) {
            return channelWritable;
        }
        return (socket == null || channelMayHold) ? context.channel().isWritable() : socket.isOpen();
    }

    /** {@return bytes that were handed to the channel and that the system has not taken} Safe from any thread. */
    static long pendingBytes(Channel channel) {
        ChannelOutboundBuffer buffer = channel.unsafe().outboundBuffer();
        return buffer == null ? 0 : buffer.totalPendingWriteBytes();
    }

    /**
     * {@return about how many bytes the system has not taken} What the channel's queue counts for an entry, and TLS for a
     * record, is more than its bytes, and less of it is there with each one that goes; so what this falls by is at least
     * what was taken.
     */
    long unsentBytes() {
        return unsentBytes(context.channel()) + gatheredBytes();
    }

    /** {@return the same of what was handed to the channel} */
    static long unsentBytes(Channel channel) {
        ChannelOutboundBuffer buffer = channel.unsafe().outboundBuffer();
        return buffer == null ? 0 : buffer.totalPendingWriteBytes() - buffer.currentProgress();
    }

    /** Ends the outgoing direction behind all bytes: TLS close_notify, then TCP FIN. */
    void shutdownOutput() {
        Channel channel = context.channel();
        ChannelFutureListener shut = taken -> {
            SslHandler tls = channel.pipeline().get(SslHandler.class);
            if (tls != null) {
                tls.closeOutbound().addListener(notified -> shutdownTcp(channel));
            } else {
                shutdownTcp(channel);
            }
        };
        whenTaken().addListener(shut);
        flush();
    }

    private static void shutdownTcp(Channel channel) {
        if (channel instanceof DuplexChannel tcp && tcp.isActive()) {
            tcp.shutdownOutput();
        }
    }

    /**
     * Ends the channel behind all bytes, but no later than after the given time: a peer that does not read must not keep it.
     */
    void close(long mostNanos) {
        Channel channel = context.channel();
        if (!channel.isOpen()) {
            return;
        }
        ChannelPromise taken = whenTaken();
        flush();
        if (taken.isDone()) {
            channel.close();
        } else {
            taken.addListener(ChannelFutureListener.CLOSE);
            channel.eventLoop().schedule(() -> channel.close(), mostNanos, TimeUnit.NANOSECONDS);
        }
    }

    /** Ends the channel at once; what the system has not sent is lost, and the peer gets a reset. */
    void reset() {
        ByteBuf bytes = gathered;
        if (bytes != null) {
            letGo(bytes);
        }
        Channel channel = context.channel();
        if (channel.isOpen()) {
            channel.config().setOption(ChannelOption.SO_LINGER, 0);
            channel.close();
        }
    }
}
