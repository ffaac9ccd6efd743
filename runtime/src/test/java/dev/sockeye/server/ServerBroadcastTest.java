package dev.sockeye.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sockeye.PreparedMessage;
import dev.sockeye.WebSocket;
import dev.sockeye.WebSocketHandler;
import dev.sockeye.WebSocketServer;
import dev.sockeye.protocol.close.CloseReport;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** As docs/how-to/broadcast.md shows it. */
class ServerBroadcastTest {
    private final Set<WebSocket> members = ConcurrentHashMap.newKeySet();

    private final class Member implements WebSocketHandler {
        private @Nullable WebSocket socket;

        @Override
        public void onOpen(WebSocket opened) {
            socket = opened;
            members.add(opened);
        }

        @Override
        public void onClose(CloseReport report) {
            if (socket != null) {
                members.remove(socket);
            }
        }
    }

    @Test
    void aPreparedMessageReachesEveryMember() throws Exception {
        try (WebSocketServer server = WebSocketServer.builder()
                .threads(2)
                .route("/news", request -> new Member())
                .start()) {
            List<RawClient> clients = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                clients.add(new RawClient(server).send(RawClient.upgrade("/news")));
            }
            for (RawClient client : clients) {
                assertThat(client.readHead()).startsWith("HTTP/1.1 101 ");
            }
            Awaitility.await().until(() -> members.size() == clients.size());
            PreparedMessage news = PreparedMessage.text("the salmon are back");
            members.forEach(member -> member.send(news));
            for (RawClient client : clients) {
                assertThat(client.readFrame()).isEqualTo("81:the salmon are back");
                client.close();
            }
            Awaitility.await().until(members::isEmpty);
        }
    }
}
