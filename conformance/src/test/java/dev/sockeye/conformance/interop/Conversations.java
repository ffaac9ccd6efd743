package dev.sockeye.conformance.interop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sockeye.WebSocketClient;
import dev.sockeye.protocol.MessageType;
import dev.sockeye.protocol.close.CloseReport;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** What Sockeye's client does with a server that echoes. */
final class Conversations {
    private static final int[] SIZES = {0, 1, 125, 126, 65_535, 65_536, 1 << 20};
    private static final int OPENING_AT_ONCE = 100;

    private Conversations() {}

    /** Sends messages of all sizes, fragments and a ping over one connection, and closes it cleanly. */
    static void exchangeEverything(WebSocketClient client, String uri, Mode mode) throws InterruptedException {
        Dialogue dialogue = Dialogue.start(client, uri);
        assertThat(dialogue.socket().subprotocol()).contains(SockeyeServer.SUBPROTOCOL);
        assertThat(dialogue.socket().extensions().startsWith("permessage-deflate"))
                .isEqualTo(mode.compressed());
        for (int size : SIZES) {
            exchange(dialogue, MessageType.TEXT, Payloads.text(size));
            exchange(dialogue, MessageType.BINARY, Payloads.binary(size));
        }
        if (mode == Mode.PLAIN) {
            exchange(dialogue, MessageType.BINARY, Payloads.binary(Scenarios.LARGEST));
        } else if (mode == Mode.TLS_DEFLATE) {
            exchange(dialogue, MessageType.TEXT, Payloads.text(Scenarios.LARGEST));
        }
        byte[] text = Payloads.text(1000);
        dialogue.sendFragments(MessageType.TEXT, text, 7);
        dialogue.expectEcho(MessageType.TEXT, text);
        byte[] bytes = Payloads.binary(65_536);
        dialogue.sendFragments(MessageType.BINARY, bytes, 1000);
        dialogue.expectEcho(MessageType.BINARY, bytes);
        byte[] nonce = "sockeye".getBytes(StandardCharsets.UTF_8);
        dialogue.socket().ping(ByteBuffer.wrap(nonce));
        assertThat(dialogue.pong()).isEqualTo(nonce);
        dialogue.socket().close();
        CloseReport report = dialogue.report();
        assertThat(report.isClean()).as("%s", report).isTrue();
        assertThat(report.code().value()).as("%s", report).isEqualTo(1000);
    }

    private static void exchange(Dialogue dialogue, MessageType type, byte[] payload) throws InterruptedException {
        dialogue.send(type, payload);
        dialogue.expectEcho(type, payload);
    }

    /** Opens connections, exchanges a message over each while all are open, and closes all. */
    static void openMany(WebSocketClient client, String uri, int count) throws InterruptedException {
        List<Dialogue> dialogues = new ArrayList<>();
        while (dialogues.size() < count) {
            List<Dialogue> batch = new ArrayList<>();
            for (int i = 0; i < OPENING_AT_ONCE; i++) {
                batch.add(Dialogue.start(client, uri));
            }
            for (Dialogue dialogue : batch) {
                dialogue.socket();
            }
            dialogues.addAll(batch);
        }
        assertThat(client.connections()).isEqualTo(count);
        for (int i = 0; i < count; i++) {
            dialogues.get(i).send(MessageType.TEXT, text(i));
        }
        for (int i = 0; i < count; i++) {
            dialogues.get(i).expectEcho(MessageType.TEXT, text(i));
        }
        for (Dialogue dialogue : dialogues) {
            dialogue.socket().close();
        }
        for (Dialogue dialogue : dialogues) {
            CloseReport report = dialogue.report();
            assertThat(report.isClean()).as("%s", report).isTrue();
        }
    }

    private static byte[] text(int number) {
        return ("connection " + number).getBytes(StandardCharsets.UTF_8);
    }
}
