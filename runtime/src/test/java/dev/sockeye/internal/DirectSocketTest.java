package dev.sockeye.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The way to the socket around the channel: only where it is the channel's own, and only in the order of the bytes. */
@Timeout(30)
class DirectSocketTest {
    private static final int CHUNK = 32 << 10;

    private EventLoopGroup loops;
    private ServerSocket listener;
    private Channel channel;
    private Socket peer;
    private ByteBuf bytes;

    @BeforeEach
    void connect() throws Exception {
        assumeTrue(Epoll.isAvailable(), "epoll");
        loops = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
        listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        channel = new Bootstrap()
                .group(loops)
                .channel(EpollSocketChannel.class)
                .handler(new ChannelInboundHandlerAdapter())
                .connect(listener.getLocalSocketAddress())
                .sync()
                .channel();
        peer = listener.accept();
        bytes = PooledByteBufAllocator.DEFAULT.directBuffer(CHUNK).writeZero(CHUNK);
    }

    @AfterEach
    void close() throws Exception {
        if (bytes != null) {
            bytes.release();
            peer.close();
            listener.close();
            channel.close().sync();
            loops.shutdownGracefully(0, 5, TimeUnit.SECONDS).sync();
        }
    }

    private <T> T onLoop(Callable<T> work) throws Exception {
        return channel.eventLoop().submit(work).get();
    }

    private ChannelHandlerContext context() {
        return channel.pipeline().lastContext();
    }

    private DirectSocket open() {
        return Objects.requireNonNull(DirectSocket.of(context()));
    }

    @Test
    void aFullSocketTakesAPartAndThenNothingAndAllThatItTookArrives() throws Exception {
        long taken = onLoop(() -> {
            DirectSocket socket = open();
            long sum = 0;
            for (int sent = 1; sent > 0; sum += sent) {
                sent = socket.send(bytes, 0, CHUNK);
            }
            return sum;
        });
        assertThat(taken).isPositive();
        channel.close().sync();
        assertThat((long) peer.getInputStream().readAllBytes().length).isEqualTo(taken);
    }

    @Test
    void bytesThatWaitInTheChannelGoFirst() throws Exception {
        CompletableFuture<byte[]> arrived = new CompletableFuture<>();
        long sent = onLoop(() -> {
            Transmitter transmitter = new Transmitter(context());
            long sum = 0;
            while (transmitter.pendingBytes() == 0) {
                sum = sendNumbers(transmitter, sum, CHUNK);
            }
            // What follows finds the socket open again and again, as the peer reads.
            arrived.completeAsync(this::readAll);
            for (int behind = 0; behind < 1000; behind++) {
                sum = sendNumbers(transmitter, sum, 64);
            }
            transmitter.pass(numbers(sum, CHUNK));
            sum = sendNumbers(transmitter, sum + CHUNK, 64);
            transmitter.close(TimeUnit.SECONDS.toNanos(20));
            return sum;
        });
        byte[] all = arrived.get();
        assertThat((long) all.length).isEqualTo(sent);
        for (int i = 0; i < all.length; i++) {
            assertThat(all[i]).as("byte %d", i).isEqualTo(number(i));
        }
    }

    private long sendNumbers(Transmitter transmitter, long from, int count) {
        ByteBuf numbers = numbers(from, count);
        transmitter.copy(numbers.nioBuffer());
        numbers.release();
        transmitter.flush();
        return from + count;
    }

    private static ByteBuf numbers(long from, int count) {
        ByteBuf numbers = PooledByteBufAllocator.DEFAULT.directBuffer(count);
        for (long i = from; i < from + count; i++) {
            numbers.writeByte(number(i));
        }
        return numbers;
    }

    /** Of no period that a buffer's size could be a multiple of. */
    private static byte number(long index) {
        return (byte) (index % 251);
    }

    private byte[] readAll() {
        try {
            return peer.getInputStream().readAllBytes();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    @Test
    void anEmptyChannelIsFoundWritableAndAClosedOneIsNot() throws Exception {
        onLoop(() -> {
            Transmitter transmitter = new Transmitter(context());
            sendNumbers(transmitter, 0, 64);
            assertThat(transmitter.isChannelWritable()).isTrue();
            assertThat(transmitter.pendingBytes()).isZero();
            channel.close();
            assertThat(transmitter.isChannelWritable()).isFalse();
            return null;
        });
    }

    /** Its descriptor may by then be another connection's. */
    @Test
    void aClosedConnectionTakesNothing() throws Exception {
        int taken = onLoop(() -> {
            DirectSocket socket = open();
            channel.close();
            return socket.send(bytes, 0, 1);
        });
        assertThat(taken).isZero();
    }

    @Test
    void aBrokenConnectionIsTold() throws Exception {
        assertThatThrownBy(() -> onLoop(() -> {
                    DirectSocket socket = open();
                    // Within one task of the loop, so that the channel learns of it by nothing else.
                    peer.setSoLinger(true, 0);
                    peer.close();
                    return socket.send(bytes, 0, 1) + socket.send(bytes, 0, 1);
                }))
                .hasCauseInstanceOf(IOException.class);
    }

    @Test
    void thereIsNoneAroundAnotherHandler() throws Exception {
        onLoop(() -> channel.pipeline().addFirst(new ChannelInboundHandlerAdapter()));
        assertThat(DirectSocket.of(context())).isNull();
    }

    @Test
    void aChannelThatIsNotEpollsHasNone() {
        EmbeddedChannel other = new EmbeddedChannel(new ChannelInboundHandlerAdapter());
        assertThat(DirectSocket.of(other.pipeline().lastContext())).isNull();
        other.finishAndReleaseAll();
    }
}
