package dev.sockeye.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sockeye.SendQueue;
import dev.sockeye.WebSocket;
import dev.sockeye.WebSocketHandler;
import dev.sockeye.protocol.frame.Frame;
import dev.sockeye.protocol.frame.Opcode;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/** A pause turns the channel's reading off when something comes that has to wait, and not before. */
class PausedReadingTest {
    private final List<Integer> sizes = new CopyOnWriteArrayList<>();

    @Test
    void aPauseThatEndsBeforeMoreComesLeavesTheChannelAlone() throws Exception {
        try (LoopStage stage = stage()) {
            stage.onLoop(() -> {
                stage.socket().pause();
                boolean reads = stage.channel().config().isAutoRead();
                stage.socket().resume();
                return assertThat(reads).isTrue();
            });
            stage.receive(binary(1));
            stage.settle();
            assertThat(sizes).containsExactly(1);
            assertThat(stage.channel().config().isAutoRead()).isTrue();
        }
    }

    @Test
    void whatComesDuringAPauseWaitsAndStopsTheReadingUntilThePauseEnds() throws Exception {
        try (LoopStage stage = stage()) {
            stage.socket().pause();
            stage.settle();
            stage.receive(binary(2));
            stage.settle();
            assertThat(sizes).isEmpty();
            assertThat(stage.channel().config().isAutoRead()).isFalse();

            stage.socket().resume();
            stage.settle();
            assertThat(sizes).containsExactly(2);
            assertThat(stage.channel().config().isAutoRead()).isTrue();
        }
    }

    private LoopStage stage() throws Exception {
        WebSocketHandler handler = new WebSocketHandler() {
            @Override
            public void onBinary(WebSocket socket, ByteBuffer data) {
                sizes.add(data.remaining());
            }
        };
        return new LoopStage(handler, SendQueue.DEFAULT, null);
    }

    private static byte[] binary(int size) {
        return Frame.of(Opcode.BINARY, new byte[size]).toMaskedBytes(0);
    }
}
