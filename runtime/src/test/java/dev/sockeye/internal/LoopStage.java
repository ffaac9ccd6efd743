package dev.sockeye.internal;

import dev.sockeye.SendQueue;
import dev.sockeye.WebSocket;
import dev.sockeye.WebSocketHandler;
import dev.sockeye.protocol.Role;
import dev.sockeye.protocol.close.CloseReport;
import dev.sockeye.protocol.close.HandshakeFacts;
import dev.sockeye.protocol.connection.ConnectionConfig;
import dev.sockeye.protocol.frame.Frame;
import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.local.LocalAddress;
import io.netty.channel.local.LocalChannel;
import io.netty.channel.local.LocalIoHandler;
import io.netty.channel.local.LocalServerChannel;
import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A server's WebSocket on an event loop with a thread of its own, and a peer that sees bytes. */
final class LoopStage implements AutoCloseable {
    private static final long MOST_SECONDS = 20;

    private final EventLoopGroup group = new MultiThreadIoEventLoopGroup(1, LocalIoHandler.newFactory());
    private final ByteArrayOutputStream wire = new ByteArrayOutputStream();
    private final BlockingQueue<CloseReport> reports = new LinkedBlockingQueue<>();
    private final Channel peer;
    private final Channel channel;
    private final WebSocket socket;

    LoopStage(WebSocketHandler handler, SendQueue queue, @Nullable Executor dispatcher) throws Exception {
        CompletableFuture<Channel> accepted = new CompletableFuture<>();
        LocalAddress address = new LocalAddress(LoopStage.class);
        new ServerBootstrap()
                .group(group)
                .channel(LocalServerChannel.class)
                .childHandler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel child) {
                        child.pipeline().addLast(webSocketChannel(handler, queue, dispatcher, reports::add));
                        accepted.complete(child);
                    }
                })
                .bind(address)
                .sync();
        peer = new Bootstrap()
                .group(group)
                .channel(LocalChannel.class)
                .handler(new Collector())
                .connect(address)
                .sync()
                .channel();
        channel = accepted.get(MOST_SECONDS, TimeUnit.SECONDS);
        // Completed within the loop's task that opens the channel, so it is open when the loop does the next.
        socket = onLoop(() -> channel.pipeline().get(WebSocketChannel.class).socket());
    }

    /** {@return the handler of a server's channel after a handshake without anything special} */
    static WebSocketChannel webSocketChannel(
            WebSocketHandler handler, SendQueue queue, @Nullable Executor dispatcher, Consumer<CloseReport> listener) {
        SessionConfig session = new SessionConfig(
                ConnectionConfig.builder(Role.SERVER).build(), queue, dispatcher, new Witness(List.of()), Signals.NONE);
        OpenedHandshake opened = new OpenedHandshake(
                "/test",
                new OpenedHandshake.Agreed(Optional.empty(), List.of(), List.of(), () -> HandshakeFacts.NONE),
                List.of(),
                System.nanoTime());
        return new WebSocketChannel(handler, session, opened, listener);
    }

    WebSocket socket() {
        return socket;
    }

    Channel channel() {
        return channel;
    }

    /** Runs something on the connection's thread and waits for it. */
    <T> T onLoop(Callable<T> work) throws Exception {
        return group.next().submit(work).get(MOST_SECONDS, TimeUnit.SECONDS);
    }

    /** Waits until the loop has done all that was handed to it, and what that handed to it in turn. */
    void settle() throws Exception {
        for (int i = 0; i < 5; i++) {
            onLoop(() -> true);
        }
    }

    /** Has the connection receive bytes within one turn of the loop, from the test's thread. */
    void receive(byte[] bytes) {
        channel.eventLoop().execute(() -> {
            channel.pipeline()
                    .fireChannelRead(Unpooled.directBuffer(bytes.length).writeBytes(bytes));
            channel.pipeline().fireChannelReadComplete();
        });
    }

    /** Has the channel's queue look full, or no longer. */
    void setWritable(boolean writable) throws Exception {
        onLoop(() -> {
            channel.unsafe().outboundBuffer().setUserDefinedWritability(1, writable);
            return true;
        });
        settle();
    }

    /** {@return the frames that the peer has seen} */
    List<Frame> seen() throws Exception {
        settle();
        byte[] bytes = onLoop(wire::toByteArray);
        return new Frame.Reader(Role.CLIENT, 0, Long.MAX_VALUE).read(bytes);
    }

    /** {@return the next report, once it is there} */
    CloseReport nextReport() throws InterruptedException {
        @Nullable CloseReport report = reports.poll(MOST_SECONDS, TimeUnit.SECONDS);
        if (report == null) {
            throw new AssertionError("no report came within " + MOST_SECONDS + " s");
        }
        return report;
    }

    /** Has the peer end the connection. */
    void hangUp() {
        peer.close().syncUninterruptibly();
    }

    int reportsLeft() {
        return reports.size();
    }

    @Override
    public void close() {
        peer.close().syncUninterruptibly();
        group.shutdownGracefully(0, MOST_SECONDS, TimeUnit.SECONDS).syncUninterruptibly();
    }

    private final class Collector extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            ByteBuf bytes = (ByteBuf) message;
            byte[] part = new byte[bytes.readableBytes()];
            bytes.readBytes(part).release();
            wire.writeBytes(part);
        }
    }
}
