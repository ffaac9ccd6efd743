package dev.sockeye.conformance.chaos;

import dev.sockeye.UpgradeRefusedException;
import dev.sockeye.WebSocket;
import dev.sockeye.WebSocketHandler;
import dev.sockeye.WebSocketServer;
import dev.sockeye.WebSocketServerBuilder;
import dev.sockeye.protocol.close.CloseReport;
import dev.sockeye.protocol.connection.Heartbeat;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** A server that records what it reads of each link. */
final class ChaosServer implements AutoCloseable {
    final AtomicInteger open = new AtomicInteger();
    final List<ChaosLink> links = new CopyOnWriteArrayList<>();

    private final Map<Integer, Map<Integer, Integer>> reads = new ConcurrentHashMap<>();
    private final Queue<String> violations;
    private final WebSocketServer server;

    ChaosServer(int links, Queue<String> violations) {
        this.violations = violations;
        WebSocketServerBuilder settings = WebSocketServer.builder()
                .heartbeat(new Heartbeat(Duration.ofSeconds(1), Duration.ofSeconds(2)))
                .threads(1);
        for (int i = 0; i < links; i++) {
            int number = i;
            reads.put(number, new ConcurrentHashMap<>());
            settings.route("/link/" + number, request -> {
                if (this.links.size() > number
                        && this.links.get(number).unavailable.get()) {
                    throw new UpgradeRefusedException(503, "not now");
                }
                return new Recording(number);
            });
        }
        server = settings.start();
    }

    int port() {
        return server.port();
    }

    /** {@return how often each message of a link was read, by its sequence} */
    Map<Integer, Integer> reads(int link) {
        return reads.getOrDefault(link, Map.of());
    }

    @Override
    public void close() {
        server.close();
    }

    private final class Recording implements WebSocketHandler {
        private final int link;
        private int last;

        Recording(int link) {
            this.link = link;
        }

        @Override
        public void onOpen(WebSocket socket) {
            open.incrementAndGet();
        }

        @Override
        public void onText(WebSocket socket, String text) {
            String[] parts = text.split(" ", 2);
            int sequence = Integer.parseInt(parts[1]);
            if (Integer.parseInt(parts[0]) != link || sequence <= last) {
                violations.add("link " + link + " after message " + last + " of a connection: " + text);
            }
            last = sequence;
            reads(link).merge(sequence, 1, Integer::sum);
            if (sequence % 4 == 0) {
                socket.sendText(text);
            }
        }

        @Override
        public void onClose(CloseReport report) {
            if (report.opened()) {
                open.decrementAndGet();
            }
        }
    }
}
