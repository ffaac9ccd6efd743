package dev.sockeye.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sockeye.protocol.close.TcpInfo;
import dev.sockeye.protocol.close.TransportEnd;
import dev.sockeye.protocol.close.TransportEnd.Kind;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.channels.ClosedChannelException;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(30)
class TransportEvidenceTest {
    private static final int RESET = 104;

    /** The transports of this machine, each with what it can tell. */
    enum Transport {
        EPOLL(EpollSocketChannel.class, OptionalInt.of(RESET)),
        NIO(NioSocketChannel.class, OptionalInt.empty());

        private final Class<? extends Channel> type;
        private final OptionalInt resetNumber;

        Transport(Class<? extends Channel> type, OptionalInt resetNumber) {
            this.type = type;
            this.resetNumber = resetNumber;
        }

        IoHandlerFactory handlers() {
            return this == EPOLL ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
        }

        boolean isHere() {
            return this == NIO || Epoll.isAvailable();
        }
    }

    private interface Peer {
        void act(Socket accepted) throws IOException;
    }

    private interface Act {
        void on(Channel channel, TransportEvidence evidence);
    }

    @ParameterizedTest
    @EnumSource
    void aPeerThatClosesInOrderEndsWithFin(Transport transport) throws Exception {
        assertThat(endOf(transport, Socket::close, (channel, evidence) -> {})).isEqualTo(TransportEnd.FIN);
    }

    @ParameterizedTest
    @EnumSource
    void aPeerThatResetsEndsWithRst(Transport transport) throws Exception {
        TransportEnd end = endOf(
                transport,
                accepted -> {
                    accepted.setSoLinger(true, 0);
                    accepted.close();
                },
                (channel, evidence) -> {});

        assertThat(end.kind()).isEqualTo(Kind.RST);
        assertThat(end.errno()).isEqualTo(transport.resetNumber);
        assertThat(end.detail()).startsWith("Connection reset");
    }

    @ParameterizedTest
    @EnumSource
    void aChannelThatThisEndClosesEndsLocally(Transport transport) throws Exception {
        TransportEnd end =
                endOf(transport, accepted -> accepted.getInputStream().read(), (channel, evidence) -> {
                    evidence.closing();
                    var unused = channel.close();
                });

        assertThat(end).isEqualTo(TransportEnd.LOCAL);
    }

    @ParameterizedTest
    @EnumSource
    void tcpInfoIsThereWhileTheSocketIsOpenAndWhereTheTransportHasIt(Transport transport) throws Exception {
        CompletableFuture<TcpInfo> sample = new CompletableFuture<>();
        CompletableFuture<Channel> closed = new CompletableFuture<>();
        endOf(transport, Socket::close, (channel, evidence) -> {
            TcpInfoReader.read(channel)
                    .ifPresentOrElse(sample::complete, () -> sample.completeExceptionally(new IOException("none")));
            closed.complete(channel);
        });

        if (transport == Transport.EPOLL) {
            assertThat(sample.get(5, TimeUnit.SECONDS).toString())
                    .matches("tcp_info state=\\d unacked=0 retransmits=0 probes=0 backoff=0 rtt_us=\\d+ .*"
                            + " lastDataRecv_ms=\\d+ lastAckRecv_ms=\\d+");
        } else {
            assertThat(sample).isCompletedExceptionally();
        }
        assertThat(TcpInfoReader.read(closed.get(5, TimeUnit.SECONDS))).isEmpty();
    }

    @Test
    void withTlsAnInputThatEndsWithoutCloseNotifyIsTruncated() {
        TransportEvidence evidence = new TransportEvidence(true);
        evidence.event(new SslCloseCompletionEvent(new ClosedChannelException()));

        assertThat(evidence.atInactive().kind()).isEqualTo(Kind.TLS_TRUNCATED);
    }

    @Test
    void withTlsAnInputThatEndsBehindCloseNotifyIsInOrder() {
        TransportEvidence evidence = new TransportEvidence(true);
        evidence.event(SslCloseCompletionEvent.SUCCESS);

        assertThat(evidence.atInactive()).isEqualTo(TransportEnd.FIN);
    }

    /** The alert may have been under way: a failed write closes the channel with what came unread. */
    @Test
    void aMissingCloseNotifyProvesNothingBehindAnotherFailure() {
        TransportEvidence evidence = new TransportEvidence(true);
        evidence.failure(new SocketException("Broken pipe"));
        evidence.event(new SslCloseCompletionEvent(new ClosedChannelException()));

        assertThat(evidence.atInactive()).isEqualTo(TransportEnd.of(Kind.RST, "Broken pipe"));
    }

    @Test
    void aClosedChannelIsNoEvidence() {
        TransportEvidence evidence = new TransportEvidence(false);
        evidence.failure(new ClosedChannelException());

        assertThat(evidence.atInactive()).isEqualTo(TransportEnd.FIN);
    }

    @Test
    void whatFollowsTheOwnCloseIsNotHeldAgainstThePeer() {
        TransportEvidence evidence = new TransportEvidence(true);
        evidence.closing();
        evidence.failure(new SocketException("Connection reset"));

        assertThat(evidence.atInactive()).isEqualTo(TransportEnd.LOCAL);
    }

    /** Connects to a peer that acts once a byte has come, and waits for the end. */
    private static TransportEnd endOf(Transport transport, Peer peer, Act act) throws Exception {
        assumeTrue(transport.isHere());
        EventLoopGroup loops = new MultiThreadIoEventLoopGroup(1, transport.handlers());
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Thread thread = new Thread(() -> {
                try (Socket accepted = server.accept()) {
                    accepted.setSoTimeout(10_000);
                    accepted.getInputStream().read();
                    peer.act(accepted);
                } catch (IOException expectedWhenTheClientCloses) {
                    // The other end tells.
                }
            });
            thread.start();
            CompletableFuture<TransportEnd> end = new CompletableFuture<>();
            new Bootstrap()
                    .group(loops)
                    .channel(transport.type)
                    .handler(new Witness(act, end))
                    .connect(server.getLocalSocketAddress())
                    .sync();
            TransportEnd seen = end.get(10, TimeUnit.SECONDS);
            thread.join(10_000);
            return seen;
        } finally {
            loops.shutdownGracefully(0, 5, TimeUnit.SECONDS).await(10, TimeUnit.SECONDS);
        }
    }

    private static final class Witness extends ChannelInboundHandlerAdapter {
        private final TransportEvidence evidence = new TransportEvidence(false);
        private final Act act;
        private final CompletableFuture<TransportEnd> end;

        Witness(Act act, CompletableFuture<TransportEnd> end) {
            this.act = act;
            this.end = end;
        }

        @Override
        public void channelActive(ChannelHandlerContext ctx) {
            act.on(ctx.channel(), evidence);
            var unused = ctx.writeAndFlush(Unpooled.wrappedBuffer(new byte[] {1}));
        }

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            ReferenceCountUtil.release(message);
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable failure) {
            evidence.failure(failure);
            var unused = ctx.close();
        }

        @Override
        public void channelInactive(ChannelHandlerContext ctx) {
            end.complete(evidence.atInactive());
        }
    }
}
