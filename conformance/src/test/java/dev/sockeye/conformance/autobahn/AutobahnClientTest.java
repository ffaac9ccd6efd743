package dev.sockeye.conformance.autobahn;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The client testee against a small stand-in for the suite's fuzzing server. */
class AutobahnClientTest {
    private static final int CASES = 3;
    private static final int LIMIT_SECONDS = 30;
    private static final int UNAVAILABLE = 69;

    @Test
    void runsEachCaseAsAnEchoAndHasTheReportsWritten() throws Exception {
        try (ServerSocket listener = new ServerSocket(0, 0, InetAddress.getLoopbackAddress())) {
            listener.setSoTimeout(LIMIT_SECONDS * 1000);
            CompletableFuture<List<String>> served = CompletableFuture.supplyAsync(() -> serve(listener));
            ByteArrayOutputStream progress = new ByteArrayOutputStream();

            int status = testee(listener.getLocalPort(), progress).run();

            assertThat(served.get(LIMIT_SECONDS, TimeUnit.SECONDS))
                    .containsExactly(
                            "/getCaseCount",
                            "/runCase?case=1&agent=Sockeye+1",
                            "/runCase?case=2&agent=Sockeye+1",
                            "/runCase?case=3&agent=Sockeye+1",
                            "/updateReports?agent=Sockeye+1");
            assertThat(status).isZero();
            assertThat(progress.toString(StandardCharsets.UTF_8)).contains("case 3 of 3");
        }
    }

    @Test
    void saysThatThereIsNoFuzzingServer() throws Exception {
        int port;
        try (ServerSocket unused = new ServerSocket(0, 0, InetAddress.getLoopbackAddress())) {
            port = unused.getLocalPort();
        }
        ByteArrayOutputStream progress = new ByteArrayOutputStream();

        int status = testee(port, progress).run();

        assertThat(status).isEqualTo(UNAVAILABLE);
        assertThat(progress.toString(StandardCharsets.UTF_8)).contains("did not tell how many cases it has");
    }

    private static AutobahnClient testee(int port, ByteArrayOutputStream progress) {
        return new AutobahnClient(
                "ws://127.0.0.1:" + port + "/", "Sockeye 1", new PrintStream(progress, true, StandardCharsets.UTF_8));
    }

    private static List<String> serve(ServerSocket listener) {
        List<String> targets = new ArrayList<>();
        try {
            for (int i = 0; i < CASES + 2; i++) {
                try (Fuzzer fuzzer = new Fuzzer(Wire.accept(listener.accept(), offers -> ""))) {
                    String target = fuzzer.wire().target();
                    targets.add(target);
                    if (target.equals("/getCaseCount")) {
                        fuzzer.send(WireFrame.text(String.valueOf(CASES)));
                    } else if (target.startsWith("/runCase")) {
                        fuzzer.send(WireFrame.text(target), WireFrame.of(WireFrame.BINARY, new byte[] {1, 2, 3}));
                        fuzzer.expectText(target);
                        fuzzer.expectMessage(WireFrame.BINARY, new byte[] {1, 2, 3});
                    }
                    fuzzer.closeCleanly();
                }
            }
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        return targets;
    }
}
