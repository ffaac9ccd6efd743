package dev.sockeye.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sockeye.WebSocket;
import dev.sockeye.WebSocketHandler;
import dev.sockeye.protocol.close.CloseReport;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Notes what it is called with, in order. */
class RecordingHandler implements WebSocketHandler {
    private static final long LONGEST_WAIT_SECONDS = 20;

    private final BlockingQueue<String> calls = new LinkedBlockingQueue<>();
    private final CompletableFuture<CloseReport> report = new CompletableFuture<>();

    @Override
    public void onOpen(WebSocket socket) {
        calls.add("open");
    }

    @Override
    public void onText(WebSocket socket, String text) {
        calls.add("text " + text);
    }

    @Override
    public void onClose(CloseReport ended) {
        calls.add("close");
        report.complete(ended);
    }

    /** {@return the report, once it is there} */
    CloseReport report() throws InterruptedException, ExecutionException, TimeoutException {
        return report.get(LONGEST_WAIT_SECONDS, TimeUnit.SECONDS);
    }

    /** {@return the next call that was not returned yet} */
    String nextCall() throws InterruptedException, TimeoutException {
        String call = calls.poll(LONGEST_WAIT_SECONDS, TimeUnit.SECONDS);
        if (call == null) {
            throw new TimeoutException("the handler was not called");
        }
        return call;
    }

    /** Holds that these are all calls that were made and not returned by {@link #nextCall} yet. */
    void assertCalls(String... expected) {
        assertThat(List.copyOf(calls)).containsExactly(expected);
    }
}
