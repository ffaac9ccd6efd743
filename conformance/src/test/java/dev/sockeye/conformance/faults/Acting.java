package dev.sockeye.conformance.faults;

import dev.sockeye.WebSocket;
import dev.sockeye.WebSocketHandler;
import dev.sockeye.protocol.close.CloseReport;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** A handler that acts when the connection opens and when text comes, and keeps the report. */
final class Acting implements WebSocketHandler {
    private static final long PATIENCE_SECONDS = 30;

    private final Consumer<WebSocket> whenOpen;
    private final Consumer<WebSocket> whenText;
    private final CompletableFuture<WebSocket> opened = new CompletableFuture<>();
    private final CompletableFuture<CloseReport> report = new CompletableFuture<>();

    Acting(Consumer<WebSocket> whenOpen, Consumer<WebSocket> whenText) {
        this.whenOpen = whenOpen;
        this.whenText = whenText;
    }

    /** {@return a handler that only listens} */
    static Acting idle() {
        return new Acting(socket -> {}, socket -> {});
    }

    @Override
    public void onOpen(WebSocket socket) {
        whenOpen.accept(socket);
        opened.complete(socket);
    }

    @Override
    public void onText(WebSocket socket, String text) {
        whenText.accept(socket);
    }

    @Override
    public void onClose(CloseReport ended) {
        report.complete(ended);
    }

    WebSocket awaitOpen() throws Exception {
        return opened.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    CloseReport awaitReport() throws Exception {
        return report.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }
}
