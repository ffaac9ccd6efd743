package dev.sockeye.conformance.faults;

import dev.sockeye.conformance.interop.ChildProcess;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The library ws of npm, in a process that makes all attempts. */
final class WsClient implements OtherClient {
    private static final JsonMapper JSON = new JsonMapper();

    private final ChildProcess process;
    private final Path authority;
    private final AtomicInteger attempts = new AtomicInteger();

    /**
     * @param authority whose certificates it trusts
     */
    WsClient(Path authority) throws InterruptedException {
        this.authority = authority;
        process = WsServer.program("fault-client");
    }

    @Override
    public String name() {
        return Comparison.WS;
    }

    @Override
    public Sight connect(String uri) {
        int id = attempts.incrementAndGet();
        process.writeLine(JSON.writeValueAsString(Map.of("id", id, "uri", uri, "ca", authority.toString())));
        return new LineSight(process, id);
    }

    /** The lines that tell of one attempt. */
    private record LineSight(ChildProcess process, int id) implements Sight {
        @Override
        public boolean awaitOpen(Duration limit) throws InterruptedException {
            return process.awaitLine(line -> isMine(line) && (what(line).equals("open") || isOver(line)), limit)
                    .filter(line -> what(line).equals("open"))
                    .isPresent();
        }

        @Override
        public List<String> awaitEnd(Duration limit) throws InterruptedException {
            if (process.awaitLine(line -> isMine(line) && isOver(line), limit).isEmpty()) {
                return List.of();
            }
            return process.lines().stream()
                    .filter(this::isMine)
                    .map(LineSight::what)
                    .filter(what -> !what.equals("open"))
                    .toList();
        }

        private boolean isMine(String line) {
            return JSON.readTree(line).path("id").asInt() == id;
        }

        private static boolean isOver(String line) {
            return JSON.readTree(line).path("over").asBoolean();
        }

        private static String what(String line) {
            JsonNode what = JSON.readTree(line).path("what");
            return what.asString();
        }
    }

    @Override
    public void close() {
        process.close();
    }
}
