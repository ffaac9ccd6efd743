package dev.sockeye.cli.serve;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sockeye.cli.Captured;
import dev.sockeye.cli.LiveOutput;
import dev.sockeye.cli.StandardStreams;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class ServeCommandTest {
    private static final Pattern READY = Pattern.compile(
            "Sockeye is listening on (wss?)://127\\.0\\.0\\.1:(\\d+) \\(echo at (\\S+), page at (https?\\S+)\\)\n");

    /** The command within this process, from its ready line until it is closed. */
    private static final class Served implements AutoCloseable {
        private final LiveOutput out = new LiveOutput();
        private final LiveOutput err = new LiveOutput();
        private final CompletableFuture<Integer> exitCode = new CompletableFuture<>();
        private final Thread thread;
        private final Matcher ready;

        Served(String... options) {
            String[] args = Stream.concat(Stream.of("serve", "--port", "0", "--drain", "500ms"), Arrays.stream(options))
                    .toArray(String[]::new);
            StandardStreams streams = StandardStreams.piped(new ByteArrayInputStream(new byte[0]), out, err);
            thread = new Thread(() -> exitCode.complete(Captured.runWith(streams, args)));
            thread.start();
            ready = READY.matcher(out.await("\n"));
            assertThat(ready.matches()).as(out.text()).isTrue();
        }

        String echo() {
            return ready.group(3);
        }

        URI page(String path) {
            return URI.create(ready.group(4)).resolve(path);
        }

        /** An interrupt stands for a signal, which would end the test's own process too. */
        int end() {
            thread.interrupt();
            return exitCode.orTimeout(30, TimeUnit.SECONDS).join();
        }

        @Override
        public void close() {
            end();
        }
    }

    private static HttpResponse<String> get(URI page) throws IOException, InterruptedException {
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(page).build(), HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void theReadyLineIsTheOnlyLineAndHoldsTheUrls() {
        try (Served served = new Served()) {
            assertThat(served.out.text()).hasLineCount(1);
            assertThat(served.echo()).matches("ws://127\\.0\\.0\\.1:\\d+/echo");
            assertThat(served.page("/").toString()).matches("http://127\\.0\\.0\\.1:\\d+/");
            assertThat(served.end()).isZero();
            assertThat(served.out.text()).hasLineCount(1);
        }
    }

    @Test
    void textAndBinaryMessagesComeBackAsTheyWere() {
        try (Served served = new Served()) {
            List<byte[]> binaries = List.of(new byte[0], new byte[] {1, 2, 3}, new byte[70_000]);
            for (byte[] bytes : binaries) {
                assertThat(JdkClient.echo(served.echo(), bytes)).isEqualTo(ByteBuffer.wrap(bytes));
            }
            for (String text : List.of("", "hello", "Grüße 世界 🐟", "x".repeat(70_000))) {
                assertThat(JdkClient.echo(served.echo(), text)).isEqualTo(text);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"--text", "--binary", "--compression"})
    void whatOneSaysOnTheBroadcastPathComesToAll(String option) {
        try (Served served = new Served()) {
            Captured bench = Captured.run(
                    "bench",
                    served.echo().replace("/echo", "/broadcast"),
                    "--mode=broadcast",
                    "--connections=5",
                    "--warmup=50ms",
                    "--duration=200ms",
                    option);

            assertThat(bench.out())
                    .contains("6 opened, 0 failed")
                    .containsPattern(" [1-9][\\d,]* delivered, 0 missing");
            assertThat(bench.exitCode()).as(bench.out()).isZero();
        }
    }

    @Test
    void whoDoesNotReadOnTheBroadcastPathIsClosedWith1008() {
        try (Served served = new Served("--max-message", "8MiB")) {
            String url = served.echo().replace("/echo", "/broadcast");
            JdkClient deaf = JdkClient.thatDoesNotRead(url);
            // More than the system holds for a socket: after the first or second the queue is full.
            byte[] big = new byte[4 << 20];

            for (int i = 0; i < 5; i++) {
                assertThat(JdkClient.echo(url, big)).as("who reads").isEqualTo(ByteBuffer.wrap(big));
            }

            assertThat(deaf.readToTheClose()).isEqualTo(1008);
        }
    }

    @Test
    void manyLargeMessagesToASlowReaderAllComeBack() {
        try (Served served = new Served("--max-message", "32MiB")) {
            byte[] big = new byte[24 << 20];
            Arrays.fill(big, (byte) 7);
            assertThat(JdkClient.echo(served.echo(), big)).isEqualTo(ByteBuffer.wrap(big));
            assertThat(JdkClient.echoBurst(served.echo(), 64, 256 << 10)).isEqualTo(64L * (256 << 10));
        }
    }

    @Test
    void thePageIsHtmlThatNeedsNothingElse() throws Exception {
        try (Served served = new Served()) {
            HttpResponse<String> page = get(served.page("/"));

            assertThat(page.statusCode()).isEqualTo(200);
            assertThat(page.headers().firstValue("Content-Type")).hasValue("text/html; charset=utf-8");
            assertThat(page.headers().firstValue("Content-Security-Policy").orElse(""))
                    .contains("default-src 'none'");
            assertThat(page.body())
                    .startsWith("<!DOCTYPE html>")
                    .contains("/echo")
                    .doesNotContainPattern("(src|href)=\"http");
            assertThat(get(served.page("/nowhere")).statusCode()).isEqualTo(404);
        }
    }

    @Test
    void aPageOfAnyOriginMayConnectUnlessOriginsAreGiven() {
        try (Served open = new Served()) {
            assertThat(connect(open.echo(), "--origin", "https://elsewhere.example")
                            .exitCode())
                    .isZero();
            assertThat(connect(open.echo(), "--origin", "null").exitCode()).isZero();
        }
        try (Served strict = new Served("--origin", "https://a.example", "https://b.example:444")) {
            assertThat(connect(strict.echo(), "--origin", "https://b.example:444")
                            .exitCode())
                    .isZero();
            assertThat(connect(strict.echo()).exitCode()).isZero();
            Captured refused = connect(strict.echo(), "--origin", "https://elsewhere.example");
            assertThat(refused.exitCode()).isEqualTo(13);
            assertThat(refused.err()).contains("403");
        }
    }

    private static Captured connect(String url, String... options) {
        String[] args =
                Stream.concat(Stream.of("connect", url), Arrays.stream(options)).toArray(String[]::new);
        return Captured.run(args);
    }

    @Test
    void compressionIsAgreedToOrNeverOrRequired() {
        try (Served on = new Served()) {
            assertThat(connect(on.echo(), "--extension-required", "permessage-deflate")
                            .exitCode())
                    .isZero();
        }
        try (Served off = new Served("--compression", "off")) {
            assertThat(connect(off.echo(), "--extension-required", "permessage-deflate")
                            .exitCode())
                    .isEqualTo(22);
        }
        try (Served required = new Served("--compression", "required")) {
            assertThat(connect(required.echo()).exitCode()).isZero();
            Captured refused = connect(required.echo(), "--compression", "off");
            assertThat(refused.exitCode()).isEqualTo(13);
            assertThat(refused.err()).contains("400", "permessage-deflate");
        }
    }

    @Test
    void aMessageOverTheLimitIsRefusedWith1009() {
        try (Served served = new Served("--max-message", "1KiB")) {
            Captured fits = Captured.run(Captured.input("x".repeat(1024)), "connect", served.echo());
            Captured tooBig = Captured.run(Captured.input("x".repeat(1025)), "connect", served.echo());

            assertThat(fits.exitCode()).isZero();
            assertThat(tooBig.exitCode()).isEqualTo(21);
            assertThat(tooBig.err()).contains("1009 (Message Too Big)");
        }
    }

    @Test
    void aSelfSignedCertificateMakesItWss() {
        try (Served served = new Served("--tls-self-signed")) {
            assertThat(served.echo()).startsWith("wss://");
            assertThat(connect(served.echo()).exitCode()).isEqualTo(12);
            assertThat(Captured.run(Captured.input("hi"), "connect", served.echo(), "--insecure")
                            .out())
                    .isEqualTo("hi\n");
        }
    }

    @Test
    void anOpenConnectionIsClosedInOrderAtTheEnd() {
        try (Served served = new Served()) {
            CompletableFuture<Integer> code = JdkClient.awaitClose(served.echo());
            assertThat(served.end()).isZero();
            assertThat(code.orTimeout(30, TimeUnit.SECONDS).join()).isEqualTo(1001);
        }
    }

    @Test
    void aPortInUseIsOneClearLine() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Captured run = Captured.run("serve", "--port", Integer.toString(taken.getLocalPort()));

            assertThat(run.exitCode()).isEqualTo(71);
            assertThat(run.out()).isEmpty();
            assertThat(run.err())
                    .startsWith("sockeye serve: ")
                    .contains(Integer.toString(taken.getLocalPort()), "another program listens there", "--port 0")
                    .hasLineCount(1);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"192.0.2.1", "no-such-host.invalid", "not a host"})
    void anAddressThatIsNotOfThisMachineIsOneClearLine(String host) {
        Captured run = Captured.run("serve", "--port", "0", "--host", host);

        assertThat(run.exitCode()).isEqualTo(71);
        assertThat(run.err()).startsWith("sockeye serve: ").contains(host).hasLineCount(1);
    }

    @Test
    void aKeyThatCannotBeUsedIsOneClearLine(@TempDir Path directory) throws IOException {
        Path missing = directory.resolve("missing.pem");
        Path empty = Files.createFile(directory.resolve("empty.pem"));
        Path wrong = Files.writeString(
                directory.resolve("wrong.pem"), "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n");

        for (List<Path> files : List.of(
                List.of(missing, empty), List.of(empty, missing), List.of(directory, empty), List.of(empty, wrong))) {
            Captured run = Captured.run(
                    "serve",
                    "--port",
                    "0",
                    "--tls-cert",
                    files.get(0).toString(),
                    "--tls-key",
                    files.get(1).toString());

            assertThat(run.exitCode()).as(run.err()).isEqualTo(66);
            assertThat(run.out()).isEmpty();
            assertThat(run.err())
                    .startsWith("sockeye serve: ")
                    .contains(directory.toString())
                    .hasLineCount(1);
        }
    }
}
