package dev.sockeye.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sockeye.protocol.close.CloseCause;
import dev.sockeye.protocol.close.HandshakeFacts;
import dev.sockeye.protocol.close.TransportEnd;
import dev.sockeye.protocol.handshake.AcceptValue;
import dev.sockeye.protocol.handshake.ClientHandshake;
import dev.sockeye.protocol.handshake.HeadWriter;
import dev.sockeye.protocol.handshake.WebSocketUri;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.embedded.EmbeddedChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class ClientOpeningTest {
    private static final byte[] KEY = "the sample nonce".getBytes(StandardCharsets.US_ASCII);

    private final List<String> events = new ArrayList<>();

    @Test
    @Tag("RFC6455-4.1-26")
    void nothingIsSentBetweenTheRequestAndTheResponse() {
        ClientHandshake.Attempt attempt = ClientHandshake.builder(WebSocketUri.parse("ws://localhost/"))
                .build()
                .attempt(KEY);
        EmbeddedChannel channel = new EmbeddedChannel(new ClientOpening(attempt, null, "localhost", new Recorder()));
        ByteBuf request = channel.readOutbound();
        assertThat(ByteBufUtil.getBytes(request)).isEqualTo(HeadWriter.write(attempt.request()));
        request.release();

        String response = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                + "Sec-WebSocket-Accept: "
                + AcceptValue.of(Base64.getEncoder().encodeToString(KEY)) + "\r\n\r\n";
        for (byte next : response.getBytes(StandardCharsets.US_ASCII)) {
            assertThat(events).isEmpty();
            channel.writeInbound(Unpooled.wrappedBuffer(new byte[] {next}));
            channel.advanceTimeBy(1, TimeUnit.MINUTES);
            channel.runScheduledPendingTasks();
            assertThat(channel.outboundMessages()).isEmpty();
        }

        assertThat(events).containsExactly("agreed");
        channel.finishAndReleaseAll();
    }

    private final class Recorder implements ClientOpening.Listener {
        @Override
        public void onTlsEstablished(String detail) {
            events.add("tls");
        }

        @Override
        public void onObserved(String detail) {
            events.add(detail);
        }

        @Override
        public void onAgreed(
                ChannelHandlerContext context,
                ClientHandshake.Opened agreed,
                HandshakeFacts facts,
                ByteBuf behindHead) {
            behindHead.release();
            events.add("agreed");
        }

        @Override
        public void onFailed(CloseCause cause, TransportEnd end, HandshakeFacts facts) {
            events.add(cause.describe());
        }
    }
}
