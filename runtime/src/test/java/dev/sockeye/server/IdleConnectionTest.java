package dev.sockeye.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.sockeye.WebSocketHandler;
import dev.sockeye.WebSocketServer;
import dev.sockeye.protocol.deflate.PermessageDeflate;
import io.netty.channel.epoll.Epoll;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.management.ObjectName;
import org.junit.jupiter.api.Test;

/**
 * What the heap holds for a connection that is open and idle, by the virtual machine's own count of objects, class by class.
 * A class counts if there is an object of it for every connection, less what the clients in this process take, so nothing
 * else that happens here matters.
 */
class IdleConnectionTest {
    private static final int CONNECTIONS = 500;

    /** What may be opening or not yet collected at the moment of counting. */
    private static final int TOLERANCE = 25;

    /** About 1,100 bytes of it are Netty's channel and the addresses of both ends. */
    private static final long MOST_BYTES = 1_440;

    private static final long MOST_BYTES_OF_DEFLATE = 100;

    private static final Pattern ROW = Pattern.compile("^\\s*\\d+:\\s+(\\d+)\\s+(\\d+)\\s+(\\S+)", Pattern.MULTILINE);

    private record Count(long instances, long bytes) {
        static final Count NONE = new Count(0, 0);

        Count plus(Count other) {
            return new Count(instances + other.instances, bytes + other.bytes);
        }

        Count minus(Count other) {
            return new Count(instances - other.instances, bytes - other.bytes);
        }
    }

    @Test
    void anIdleConnectionTakesLittleAndAgreedCompressionHardlyAddsToIt() throws Exception {
        assumeThat(Epoll.isAvailable())
                .as("the channels of other transports are others")
                .isTrue();
        WebSocketHandler handler = new WebSocketHandler() {};
        try (WebSocketServer server = WebSocketServer.builder()
                        .route("/", request -> handler)
                        .compression(PermessageDeflate.serverDefault())
                        .start();
                ServerSocket deaf = new ServerSocket(0, CONNECTIONS + 1, InetAddress.getLoopbackAddress())) {
            List<RawClient> clients = new ArrayList<>(3 * CONNECTIONS);
            open(clients, server, 1, "");
            open(clients, server, 1, "Sec-WebSocket-Extensions: permessage-deflate\r\n");
            Map<String, Count> start = histogram();
            for (int i = 0; i < CONNECTIONS; i++) {
                clients.add(new RawClient(new Socket(deaf.getInetAddress(), deaf.getLocalPort())));
            }
            Map<String, Count> withClients = histogram();
            open(clients, server, CONNECTIONS, "");
            Map<String, Count> withPlain = histogram();
            open(clients, server, CONNECTIONS, "Sec-WebSocket-Extensions: permessage-deflate\r\n");
            Map<String, Count> withDeflate = histogram();

            Map<String, Count> ofClients = difference(start, withClients);
            Map<String, Long> ofPlain = perConnection(difference(ofClients, difference(withClients, withPlain)));
            Map<String, Long> ofDeflate = perConnection(difference(ofClients, difference(withPlain, withDeflate)));
            assertThat(sum(ofPlain)).as("bytes of %s", ofPlain).isBetween(1_000L, MOST_BYTES);
            assertThat(sum(ofDeflate) - sum(ofPlain))
                    .as("bytes of %s", ofDeflate)
                    .isBetween(1L, MOST_BYTES_OF_DEFLATE);
            for (RawClient client : clients) {
                client.close();
            }
        }
    }

    private static void open(List<RawClient> clients, WebSocketServer server, int count, String line) throws Exception {
        String request = RawClient.upgrade("/").replace("\r\n\r\n", "\r\n" + line + "\r\n");
        for (int i = 0; i < count; i++) {
            RawClient client = new RawClient(server).send(request);
            assertThat(client.readHead()).startsWith("HTTP/1.1 101 ");
            clients.add(client);
        }
    }

    private static Map<String, Count> difference(Map<String, Count> before, Map<String, Count> after) {
        Map<String, Count> more = new TreeMap<>();
        after.forEach((type, count) -> more.put(type, count.minus(before.getOrDefault(type, Count.NONE))));
        return more;
    }

    /** {@return the bytes per connection of the classes that have an object for every connection} */
    private static Map<String, Long> perConnection(Map<String, Count> counts) {
        return counts.entrySet().stream()
                .filter(entry -> entry.getValue().instances() >= CONNECTIONS - TOLERANCE)
                .collect(Collectors.toMap(
                        Map.Entry::getKey,
                        entry -> Math.round(entry.getValue().bytes() / (double) CONNECTIONS),
                        Long::sum,
                        TreeMap::new));
    }

    private static long sum(Map<String, Long> bytes) {
        return bytes.values().stream().mapToLong(Long::longValue).sum();
    }

    /** {@return the live objects by class, which a full collection comes before} */
    private static Map<String, Count> histogram() throws Exception {
        String rows = (String) ManagementFactory.getPlatformMBeanServer()
                .invoke(
                        new ObjectName("com.sun.management:type=DiagnosticCommand"),
                        "gcClassHistogram",
                        new Object[] {new String[0]},
                        new String[] {String[].class.getName()});
        return ROW.matcher(rows)
                .results()
                .collect(Collectors.toMap(
                        row -> row.group(3),
                        row -> new Count(Long.parseLong(row.group(1)), Long.parseLong(row.group(2))),
                        Count::plus));
    }
}
