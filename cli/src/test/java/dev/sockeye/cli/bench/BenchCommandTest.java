package dev.sockeye.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sockeye.PreparedMessage;
import dev.sockeye.WebSocket;
import dev.sockeye.WebSocketAcceptor;
import dev.sockeye.WebSocketHandler;
import dev.sockeye.WebSocketServer;
import dev.sockeye.cli.Captured;
import dev.sockeye.protocol.close.CloseCode;
import dev.sockeye.protocol.close.CloseReport;
import dev.sockeye.protocol.deflate.PermessageDeflate;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The command {@code bench} against servers of its own, for a few hundred milliseconds each. */
@Timeout(60)
class BenchCommandTest {
    private final AtomicLong messages = new AtomicLong();
    private final List<WebSocketServer> servers = new ArrayList<>();

    @AfterEach
    void stop() {
        servers.forEach(WebSocketServer::close);
    }

    private String serve(WebSocketAcceptor acceptor) {
        WebSocketServer server = WebSocketServer.builder()
                .compression(PermessageDeflate.serverDefault())
                .route("/", acceptor)
                .start();
        servers.add(server);
        return server.uri("/").toString();
    }

    private static Captured bench(String url, String... options) {
        String[] times = {"bench", url, "--warmup", "50ms", "--duration", "300ms"};
        return Captured.run(Stream.concat(Stream.of(times), Stream.of(options)).toArray(String[]::new));
    }

    private static JsonNode json(Captured run) {
        assertThat(run.err()).isEmpty();
        assertThat(run.out()).hasLineCount(1);
        return JsonMapper.shared().readTree(run.out());
    }

    private static JsonNode error(JsonNode result) {
        assertThat(result.get("errors").size()).as("%s", result).isEqualTo(1);
        return result.get("errors").get(0);
    }

    /** Sends back what comes, and counts it. */
    private final class Echo implements WebSocketHandler {
        @Override
        public void onUtf8(WebSocket socket, ByteBuffer utf8) {
            messages.incrementAndGet();
            socket.sendText(utf8);
        }

        @Override
        public void onBinary(WebSocket socket, ByteBuffer data) {
            messages.incrementAndGet();
            socket.sendBinary(data);
        }
    }

    @Test
    void everyMessageThatCountsWasAtTheServer() {
        Captured run = bench(serve(request -> new Echo()), "--connections", "4", "--in-flight", "3", "--json");

        JsonNode result = json(run);
        assertThat(run.exitCode()).isZero();
        assertThat(result.get("connect").get("opened").asInt()).isEqualTo(4);
        assertThat(result.get("connect").get("failed").asInt()).isZero();
        long received = result.get("messages").get("received").asLong();
        assertThat(received).isPositive().isLessThanOrEqualTo(messages.get());
        assertThat(result.get("bytes").get("received").asLong()).isEqualTo(received * 125);
        assertThat(result.get("errors").size()).isZero();
        assertThat(result.get("latencyMicros").get("corrected").asBoolean()).isFalse();
        assertThat(result.get("latencyMicros").get("p50").asDouble())
                .isPositive()
                .isLessThanOrEqualTo(result.get("latencyMicros").get("max").asDouble());
    }

    @ParameterizedTest
    @CsvSource({"--text,ascii", "--text,unicode", "--text,json", "--binary,random", "--binary,json"})
    void everyKindOfMessageComesBackRight(String kind, String payload) {
        Captured run = bench(serve(request -> new Echo()), kind, "--payload", payload, "--size", "3000", "--json");

        JsonNode result = json(run);
        assertThat(run.exitCode()).isZero();
        assertThat(result.get("kind").asString()).isEqualTo(kind.substring(2));
        assertThat(result.get("messages").get("received").asLong()).isPositive();
    }

    @Test
    void compressionIsNegotiatedWhenAskedFor() {
        JsonNode compressed = json(bench(serve(request -> new Echo()), "--compression", "--payload", "json", "--json"))
                .get("compression");
        assertThat(compressed.get("requested").asBoolean()).isTrue();
        assertThat(compressed.get("negotiated").asString()).startsWith("permessage-deflate");

        JsonNode plain = json(bench(serve(request -> new Echo()), "--json")).get("compression");
        assertThat(plain.get("requested").asBoolean()).isFalse();
        assertThat(plain.get("negotiated").isNull()).isTrue();
    }

    @Test
    void aRateIsNotExceededAndLatencyIsCorrected() {
        String url = serve(request -> new Echo());
        long start = System.nanoTime();
        JsonNode result = json(bench(url, "--rate", "200", "--connections", "2", "--json"));
        double seconds = (System.nanoTime() - start) / 1e9;

        assertThat(result.get("latencyMicros").get("corrected").asBoolean()).isTrue();
        assertThat(messages.get()).isBetween(1L, (long) (200 * seconds) + 1);
    }

    /** Answers the first messages and is then silent. */
    private static WebSocketHandler silentAfter(int answers) {
        return new WebSocketHandler() {
            private int answered;

            @Override
            public void onUtf8(WebSocket socket, ByteBuffer utf8) {
                if (answered++ < answers) {
                    socket.sendText(utf8);
                }
            }
        };
    }

    @Test
    void aServerThatStandsStillShowsInCorrectedLatency() {
        JsonNode result = json(bench(
                serve(request -> silentAfter(20)),
                "--rate",
                "200",
                "--connections",
                "1",
                "--in-flight",
                "1",
                "--json"));

        // Nothing was answered for most of the window, so the messages that were due in it have waited at least to its
        // end.
        assertThat(result.get("latencyMicros").get("max").asDouble()).isGreaterThan(200_000);
        assertThat(result.get("latencyMicros").get("p50").asDouble()).isGreaterThan(100_000);
        assertThat(error(result).get("cause").asString()).isEqualTo("UNANSWERED");
    }

    @Test
    void anAnswerWithOtherContentIsFound() {
        Captured run = bench(
                serve(request -> new WebSocketHandler() {
                    @Override
                    public void onUtf8(WebSocket socket, ByteBuffer utf8) {
                        socket.sendText("x".repeat(utf8.remaining()));
                    }
                }),
                "--connections",
                "1",
                "--json");

        JsonNode error = error(json(run));
        assertThat(error.get("cause").asString()).isEqualTo("WRONG_CONTENT");
        assertThat(error.get("code").isNull()).isTrue();
        assertThat(run.exitCode()).isEqualTo(24);
    }

    @Test
    void anAnswerOfAnotherSizeIsFoundEachTimeAndDoesNotCount() {
        JsonNode result = json(bench(
                serve(request -> new WebSocketHandler() {
                    @Override
                    public void onUtf8(WebSocket socket, ByteBuffer utf8) {
                        messages.incrementAndGet();
                        socket.sendText("short");
                    }
                }),
                "--connections",
                "1",
                "--json"));

        assertThat(result.get("messages").get("received").asLong()).isZero();
        assertThat(error(result).get("cause").asString()).isEqualTo("WRONG_SIZE");
        assertThat(error(result).get("count").asLong()).isEqualTo(messages.get());
    }

    @Test
    void connectionsThatTheServerClosesAreCountedByCodeAndCause() {
        Captured run = bench(
                serve(request -> new WebSocketHandler() {
                    private int came;

                    @Override
                    public void onUtf8(WebSocket socket, ByteBuffer utf8) {
                        if (++came < 5) {
                            socket.sendText(utf8);
                        } else {
                            socket.close(new CloseCode(4_001), "enough");
                        }
                    }
                }),
                "--connections",
                "3",
                "--json");

        JsonNode error = error(json(run));
        assertThat(error.get("code").asInt()).isEqualTo(4_001);
        assertThat(error.get("cause").asString()).isEqualTo("PEER_CLOSED");
        assertThat(error.get("count").asInt()).isEqualTo(3);
        assertThat(error.get("opened").asBoolean()).isTrue();
        assertThat(run.exitCode()).isEqualTo(24);
    }

    @Test
    void idleConnectionsThatAreCutAreCounted() {
        AtomicInteger opened = new AtomicInteger();
        JsonNode result = json(bench(
                serve(request -> new WebSocketHandler() {
                    @Override
                    public void onOpen(WebSocket socket) {
                        if (opened.incrementAndGet() <= 2) {
                            socket.abort();
                        }
                    }
                }),
                "--mode",
                "idle",
                "--connections",
                "10",
                "--json"));

        assertThat(result.get("connect").get("opened").asInt()).isEqualTo(10);
        assertThat(error(result).get("code").asInt()).isEqualTo(1_006);
        assertThat(error(result).get("cause").asString()).isEqualTo("TRANSPORT_LOST");
        assertThat(error(result).get("count").asInt()).isEqualTo(2);
    }

    /** Sends what comes to all, leaving out some deliveries. */
    private class Chat implements WebSocketHandler {
        private final Set<WebSocket> members;
        private final int keepsBackEvery;

        private Chat(Set<WebSocket> members, int keepsBackEvery) {
            this.members = members;
            this.keepsBackEvery = keepsBackEvery;
        }

        @Override
        public void onOpen(WebSocket socket) {
            members.add(socket);
        }

        @Override
        public void onText(WebSocket socket, String text) {
            long number = messages.incrementAndGet();
            PreparedMessage message = PreparedMessage.text(text);
            int turn = 0;
            for (WebSocket member : members) {
                boolean keptBack = keepsBackEvery > 0 && turn++ == 0 && number % keepsBackEvery == 0;
                if (!keptBack) {
                    member.send(message);
                }
            }
        }

        @Override
        public void onClose(CloseReport report) {}
    }

    @ParameterizedTest
    @ValueSource(strings = {"ascii", "json"})
    void aBroadcastComesToAllListeners(String payload) {
        Set<WebSocket> members = ConcurrentHashMap.newKeySet();
        Captured run = bench(
                serve(request -> new Chat(members, 0)),
                "--mode",
                "broadcast",
                "--connections",
                "5",
                "--in-flight",
                "2",
                "--payload",
                payload,
                "--json");

        JsonNode result = json(run);
        assertThat(run.exitCode()).as(run.out()).isZero();
        assertThat(result.get("connect").get("opened").asInt()).isEqualTo(6);
        JsonNode counted = result.get("messages");
        assertThat(counted.get("sent").asLong()).isPositive().isLessThanOrEqualTo(messages.get());
        assertThat(counted.get("received").asLong()).isPositive().isLessThanOrEqualTo(5 * messages.get());
        assertThat(counted.get("missing").asLong()).isZero();
    }

    @Test
    void whomTheServerKnowsLateMissesNoBroadcast() {
        Set<WebSocket> members = ConcurrentHashMap.newKeySet();
        Captured run = bench(
                serve(request -> new Chat(members, 0) {
                    @Override
                    public void onOpen(WebSocket socket) {}

                    @Override
                    public void onPing(WebSocket socket, ByteBuffer payload) {
                        members.add(socket);
                    }
                }),
                "--mode",
                "broadcast",
                "--connections",
                "3",
                "--json");

        JsonNode result = json(run);
        assertThat(run.exitCode()).as(run.out()).isZero();
        assertThat(result.get("messages").get("received").asLong()).isPositive();
        assertThat(result.get("messages").get("missing").asLong()).isZero();
    }

    @Test
    void deliveriesThatDoNotComeAreMissing() {
        Set<WebSocket> members = ConcurrentHashMap.newKeySet();
        Captured run = bench(
                serve(request -> new Chat(members, 3)),
                "--mode",
                "broadcast",
                "--connections",
                "1",
                "--in-flight",
                "4",
                "--rate",
                "100",
                "--json");

        JsonNode result = json(run);
        // Of two members one misses a third; which of them listens is the set's choice.
        long missing = result.get("messages").get("missing").asLong();
        assertThat(missing).isIn(0L, messages.get() / 3);
        assertThat(run.exitCode()).isEqualTo(missing == 0 ? 0 : 24);
    }

    @Test
    void aServerThatBroadcastsNothingShowsInCorrectedLatency() {
        JsonNode result = json(bench(
                serve(request -> silentAfter(0)),
                "--mode",
                "broadcast",
                "--connections",
                "2",
                "--rate",
                "100",
                "--json"));

        assertThat(result.get("messages").get("received").asLong()).isZero();
        assertThat(result.get("messages").get("missing").asLong()).isGreaterThanOrEqualTo(2);
        assertThat(result.get("latencyMicros").get("max").asDouble()).isGreaterThan(200_000);
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void aServerOfThisMachineIsWatched() {
        long self = ProcessHandle.current().pid();
        JsonNode server = json(bench(
                        serve(request -> new Echo()),
                        "--server-pid",
                        Long.toString(self),
                        "--in-flight",
                        "8",
                        "--json"))
                .get("server");

        assertThat(server.get("pid").asLong()).isEqualTo(self);
        assertThat(server.get("cpuMicrosPerMessage").asDouble()).isPositive();
        assertThat(server.get("rssIdleBytes").asLong()).isGreaterThan(10 << 20);
    }

    @Test
    void withoutAServerProcessNothingIsToldOfIt() {
        assertThat(json(bench(serve(request -> new Echo()), "--json"))
                        .get("server")
                        .isNull())
                .isTrue();
    }

    @Test
    void peopleReadWhatWasMeasuredAndWhetherTheGeneratorBoundedIt() {
        Captured run = bench(serve(request -> new Echo()));

        assertThat(run.out())
                .contains("10 opened, 0 failed")
                .containsPattern("messages +[\\d,]+/s \\([\\d,]+ sent, [\\d,]+ answered\\)")
                .containsPattern("latency +p50 .* p99\\.99 .* max ")
                .contains("not corrected")
                .containsPattern("errors +none")
                .containsPattern("bottleneck +(not the generator|the generator, not the server|not known): ");
        assertThat(run.err()).isEmpty();
    }

    @Test
    void aServerThatIsNotThereEndsWithTheCodeOfConnect() throws IOException {
        int port;
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = taken.getLocalPort();
        }
        Captured run = bench("ws://127.0.0.1:" + port + "/", "--connections", "3");

        assertThat(run.exitCode()).isEqualTo(11);
        assertThat(run.out()).contains("0 opened, 3 failed").contains("3 × 1006 CONNECT_FAILED (never opened)");
    }

    @Test
    void aPathThatIsNoWebSocketEndsWithTheCodeOfConnect() {
        assertThat(bench(serve(request -> new Echo()) + "elsewhere").exitCode()).isEqualTo(13);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    --rate 0                           | --rate
                    --rate many                        | --rate
                    --size 10GB                        | out of range
                    --size 1GiB --in-flight 8          | at most 1 GiB
                    --connections 0                    | --connections
                    --connections 999999999            | ulimit -n
                    --in-flight 0                      | --in-flight
                    --threads 0                        | --threads
                    --duration 0                       | --duration
                    --mode idle --in-flight 2          | leave out --in-flight
                    --mode idle --rate 5               | leave out --in-flight and --rate
                    --mode chat                        | --mode
                    --mode broadcast --size 7          | --size 8 or more
                    --text --binary                    | not both
                    --text --payload random            | random bytes are no text
                    --payload xml                      | --payload
                    --server-pid 999999999             | no such process
                    --insecure                         | wss://
                    """)
    @EnabledOnOs(OS.LINUX)
    void whatCannotBeMeasuredIsRefusedBeforeAnythingIsOpened(String options, String told) {
        Captured run = bench("ws://127.0.0.1:1/", options.split(" ", -1));

        assertThat(run.exitCode()).isEqualTo(64);
        assertThat(run.err()).contains(told).startsWith("sockeye bench: ");
        assertThat(run.out()).isEmpty();
    }

    @Test
    void aUrlIsAskedFor() {
        Captured run = Captured.run("bench");

        assertThat(run.exitCode()).isEqualTo(64);
        assertThat(run.err()).contains("URL");
    }
}
