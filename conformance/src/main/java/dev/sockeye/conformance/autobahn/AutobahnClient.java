package dev.sockeye.conformance.autobahn;

import dev.sockeye.WebSocket;
import dev.sockeye.WebSocketClient;
import dev.sockeye.WebSocketHandler;
import dev.sockeye.protocol.close.CloseReport;
import dev.sockeye.protocol.deflate.PermessageDeflate;
import java.io.PrintStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The client testee for the Autobahn|Testsuite's fuzzing server: asks how many cases there are, runs each as an echo, and has
 * the reports written. The server judges; what it found stands in its reports.
 */
public final class AutobahnClient {
    private static final int UNAVAILABLE = 69;

    /** The suite gives its longest cases 480 s. */
    private static final long CASE_LIMIT_SECONDS = 600;

    private final String server;
    private final String agent;
    private final PrintStream progress;

    /**
     * Makes a testee.
     *
     * @param server such as {@code ws://127.0.0.1:9001}
     * @param agent the name that the reports give this client
     * @param progress where to tell how far it is
     */
    public AutobahnClient(String server, String agent, PrintStream progress) {
        this.server = server.endsWith("/") ? server.substring(0, server.length() - 1) : server;
        this.agent = agent;
        this.progress = progress;
    }

    /** Runs all cases of the server named on the command line, whose arguments the script {@code autobahn-client} checks. */
    public static void main(String[] arguments) throws InterruptedException {
        String agent = arguments.length > 1 ? arguments[1] : "Sockeye";
        System.exit(new AutobahnClient(arguments[0], agent, System.err).run());
    }

    /** {@return 0 when every case was run, 1 when one did not open or end, 69 when there is no fuzzing server} */
    public int run() throws InterruptedException {
        try (WebSocketClient client = WebSocketClient.builder()
                .compression(PermessageDeflate.clientDefault())
                .build()) {
            return run(client);
        }
    }

    private int run(WebSocketClient client) throws InterruptedException {
        Question counting = new Question();
        CloseReport counted = ask(client, "/getCaseCount", counting);
        Optional<Integer> count = number(counting.answer);
        if (count.isEmpty()) {
            progress.println("autobahn-client: " + server + " did not tell how many cases it has: " + counted);
            return UNAVAILABLE;
        }
        String named = "agent=" + URLEncoder.encode(agent, StandardCharsets.UTF_8);
        int failures = 0;
        for (int i = 1; i <= count.get(); i++) {
            progress.print("\rcase " + i + " of " + count.get());
            CloseReport report = runCase(client, "/runCase?case=" + i + "&" + named);
            if (!report.opened()) {
                failures++;
                progress.println("\rcase " + i + " did not open: " + report);
            }
        }
        progress.println();
        CloseReport updated = ask(client, "/updateReports?" + named, new Question());
        if (!updated.opened()) {
            progress.println("autobahn-client: the reports were not written: " + updated);
            failures++;
        }
        return failures == 0 ? 0 : 1;
    }

    private CloseReport ask(WebSocketClient client, String path, Question question) throws InterruptedException {
        client.connect(server + path, question);
        return await(question.closed, path);
    }

    private CloseReport runCase(WebSocketClient client, String path) throws InterruptedException {
        Case running = new Case();
        client.connect(server + path, running);
        return await(running.closed, path);
    }

    private static Optional<Integer> number(String text) {
        try {
            return Optional.of(Integer.valueOf(text.trim()));
        } catch (NumberFormatException notANumber) {
            return Optional.empty();
        }
    }

    private static CloseReport await(CompletableFuture<CloseReport> closed, String uri) throws InterruptedException {
        try {
            return closed.get(CASE_LIMIT_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException stuck) {
            throw new IllegalStateException(uri + " did not end within " + CASE_LIMIT_SECONDS + " s", stuck);
        }
    }

    /** Echoes until the server has seen enough. */
    private static final class Case extends EchoHandler {
        private final CompletableFuture<CloseReport> closed = new CompletableFuture<>();

        @Override
        public void onClose(CloseReport report) {
            closed.complete(report);
        }
    }

    /** Takes one text and sends nothing. */
    private static final class Question implements WebSocketHandler {
        private final CompletableFuture<CloseReport> closed = new CompletableFuture<>();
        private volatile String answer = "";

        @Override
        public void onText(WebSocket socket, String text) {
            answer = text;
        }

        @Override
        public void onClose(CloseReport report) {
            closed.complete(report);
        }
    }
}
