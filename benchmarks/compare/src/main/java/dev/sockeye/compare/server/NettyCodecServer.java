package dev.sockeye.compare.server;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.handler.codec.compression.ZlibCodecFactory;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.websocketx.WebSocketDecoderConfig;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolConfig;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolHandler;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolHandler.HandshakeComplete;
import io.netty.handler.codec.http.websocketx.extensions.WebSocketServerExtensionHandler;
import io.netty.handler.codec.http.websocketx.extensions.compression.PerMessageDeflateServerExtensionHandshaker;
import io.netty.util.concurrent.ImmediateEventExecutor;

/**
 * Netty's own WebSocket codec, as its examples use it, but that frames go back as they are and are flushed once per read.
 * Nothing runs on other threads, so there is nothing for a {@code FlushConsolidationHandler} to bring together.
 */
final class NettyCodecServer implements PeerServer {
    private final ChannelGroup everybody = new DefaultChannelGroup(ImmediateEventExecutor.INSTANCE);

    @Override
    public int start(boolean compression) throws InterruptedException {
        WebSocketServerProtocolConfig config = WebSocketServerProtocolConfig.newBuilder()
                .websocketPath("/")
                .checkStartsWith(true)
                .decoderConfig(WebSocketDecoderConfig.newBuilder()
                        .maxFramePayloadLength(MAX_MESSAGE_BYTES)
                        .allowExtensions(compression)
                        .build())
                .build();
        return NettyListener.listen(new ChannelInitializer<>() {
            @Override
            protected void initChannel(Channel channel) {
                ChannelPipeline pipeline = channel.pipeline();
                pipeline.addLast(new HttpServerCodec(), new HttpObjectAggregator(65536));
                if (compression) {
                    pipeline.addLast(new WebSocketServerExtensionHandler(new PerMessageDeflateServerExtensionHandshaker(
                            6,
                            ZlibCodecFactory.isSupportingWindowSizeAndMemLevel(),
                            15,
                            true,
                            true,
                            MAX_MESSAGE_BYTES)));
                }
                pipeline.addLast(new WebSocketServerProtocolHandler(config), new Frames());
            }
        });
    }

    private final class Frames extends SimpleChannelInboundHandler<WebSocketFrame> {
        private boolean broadcast;

        @Override
        public void userEventTriggered(ChannelHandlerContext context, Object event) {
            if (event instanceof HandshakeComplete handshake
                    && handshake.requestUri().equals(BROADCAST)) {
                broadcast = true;
                everybody.add(context.channel());
            }
        }

        @Override
        protected void channelRead0(ChannelHandlerContext context, WebSocketFrame frame) {
            if (broadcast) {
                everybody.writeAndFlush(frame.retain());
            } else {
                context.write(frame.retain(), context.voidPromise());
            }
        }

        @Override
        public void channelReadComplete(ChannelHandlerContext context) {
            context.flush();
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            context.close();
        }
    }
}
