package dev.sockeye.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sockeye.SendQueue;
import dev.sockeye.WebSocket;
import dev.sockeye.WebSocketHandler;
import dev.sockeye.protocol.MessageType;
import dev.sockeye.protocol.Role;
import dev.sockeye.protocol.close.CloseCause;
import dev.sockeye.protocol.close.CloseReport;
import dev.sockeye.protocol.close.HandshakeFacts;
import dev.sockeye.protocol.connection.ConnectionConfig;
import dev.sockeye.protocol.extension.ByteSink;
import dev.sockeye.protocol.extension.ExtensionDescriptor;
import dev.sockeye.protocol.extension.MessageCodec;
import dev.sockeye.protocol.extension.NegotiatedExtension;
import dev.sockeye.protocol.extension.ThreadResources;
import dev.sockeye.protocol.frame.Frame;
import dev.sockeye.protocol.frame.Opcode;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a pause has left unread, when an extension throws while it is read at last. */
class ReadUnreadTest {
    private static final int RSV1 = 4;

    private final List<CloseReport> reports = new ArrayList<>();
    private EmbeddedChannel channel = new EmbeddedChannel();

    @AfterEach
    void end() {
        channel.finishAndReleaseAll();
    }

    @Test
    void whatLiesBehindTheFailureIsGivenBackWithTheConnection() {
        WebSocket socket = open();
        socket.pause();
        ByteBuf failing = receive(new Frame(Opcode.BINARY, true, RSV1, ByteBuffer.wrap(new byte[1])));
        ByteBuf behind = receive(Frame.of(Opcode.TEXT, "behind".getBytes(StandardCharsets.UTF_8)));

        assertThatThrownBy(socket::resume).isInstanceOf(IllegalStateException.class);
        assertThat(behind.refCnt()).isOne();
        // As Netty tells a handler that threw.
        channel.pipeline().fireExceptionCaught(new IllegalStateException("broken"));

        assertThat(failing.refCnt()).isZero();
        assertThat(behind.refCnt()).isZero();
        assertThat(reports)
                .singleElement()
                .satisfies(report -> assertThat(report.cause()).isInstanceOf(CloseCause.LocalFailure.class));
    }

    private WebSocket open() {
        SessionConfig session = new SessionConfig(
                ConnectionConfig.builder(Role.SERVER).build(),
                SendQueue.DEFAULT,
                null,
                new Witness(List.of()),
                Signals.NONE);
        OpenedHandshake opened = new OpenedHandshake(
                "/test",
                new OpenedHandshake.Agreed(
                        Optional.empty(), List.of(new Broken()), List.of(), () -> HandshakeFacts.NONE),
                List.of(),
                System.nanoTime());
        WebSocketChannel handler = new WebSocketChannel(new WebSocketHandler() {}, session, opened, reports::add);
        channel = new EmbeddedChannel(handler);
        return handler.socket();
    }

    private ByteBuf receive(Frame frame) {
        byte[] bytes = frame.toMaskedBytes(1);
        ByteBuf buffer = Unpooled.directBuffer(bytes.length).writeBytes(bytes);
        channel.writeInbound(buffer);
        return buffer;
    }

    /** An extension with a defect of its own, which is not the peer's doing. */
    private static final class Broken implements NegotiatedExtension, MessageCodec {
        @Override
        public ExtensionDescriptor descriptor() {
            return new ExtensionDescriptor("x-broken", List.of());
        }

        @Override
        public int reservedBits() {
            return RSV1;
        }

        @Override
        public MessageCodec open(ThreadResources resources) {
            return this;
        }

        @Override
        public boolean encodes(MessageType type, long bytes) {
            return false;
        }

        @Override
        public void encode(ByteBuffer in, boolean last, ByteSink out) {
            throw new AssertionError("it encodes nothing");
        }

        @Override
        public void decode(ByteBuffer in, boolean last, long limit, ByteSink out) {
            throw new IllegalStateException("broken");
        }

        @Override
        public void close() {
            // It holds nothing.
        }
    }
}
