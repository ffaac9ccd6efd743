package dev.sockeye.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sockeye.PreparedMessage;
import dev.sockeye.WebSocket;
import dev.sockeye.WebSocketHandler;
import dev.sockeye.WebSocketServer;
import dev.sockeye.protocol.close.CloseReport;
import dev.sockeye.protocol.deflate.PermessageDeflate;
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

    /** The members of one loop share what the last message is on the wire, as long as it is the same for the next of them. */
    @Test
    void eachMemberGetsEachMessageAsItAgreedToWhateverWentToTheOneBefore() throws Exception {
        List<PreparedMessage> news =
                List.of(PreparedMessage.text("salmon ".repeat(9)), PreparedMessage.text("herring"));
        WebSocketHandler teller = new WebSocketHandler() {
            @Override
            public void onText(WebSocket socket, String text) {
                for (int round = 0; round < 2; round++) {
                    news.forEach(message -> members.forEach(member -> member.send(message)));
                    members.forEach(member -> news.forEach(member::send));
                }
            }
        };
        try (WebSocketServer server = WebSocketServer.builder()
                .threads(1)
                .compression(PermessageDeflate.serverDefault().toBuilder()
                        .minimumSize(20)
                        .build())
                .route("/news", request -> new Member())
                .route("/tell", request -> teller)
                .start()) {
            List<RawClient> clients = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                String offer = "Sec-WebSocket-Extensions: permessage-deflate; server_no_context_takeover";
                clients.add(new RawClient(server)
                        .send(i % 2 == 0 ? RawClient.upgrade("/news") : RawClient.upgrade("/news", offer)));
            }
            for (RawClient client : clients) {
                assertThat(client.readHead()).startsWith("HTTP/1.1 101 ");
            }
            Awaitility.await().until(() -> members.size() == clients.size());
            try (RawClient asking = new RawClient(server).send(RawClient.upgrade("/tell"))) {
                asking.readHead();
                asking.send(RawClient.textFrame("tell"));
                for (int i = 0; i < clients.size(); i++) {
                    boolean compressed = i % 2 == 1;
                    for (int round = 0; round < 4; round++) {
                        assertThat(clients.get(i).readFrame())
                                .matches(compressed ? "(?s)c1:.{3,20}" : "81:(salmon ){9}");
                        assertThat(clients.get(i).readFrame()).isEqualTo("81:herring");
                    }
                }
            }
            for (RawClient client : clients) {
                client.close();
            }
        }
    }
}
