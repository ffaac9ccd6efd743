package dev.sockeye.testkit.fault;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The faulty server and the faulty client, with each other. */
class FaultyPeersTest {
    private static final long PATIENCE_SECONDS = 30;

    @Test
    void bothOpenByTheRulesAndTheServerClosesAsItsFaultSays() throws Exception {
        CompletableFuture<ReceivedFrame> seen = new CompletableFuture<>();
        try (FaultyServer server = FaultyServer.start(Faults.close(1012, "again"));
                FaultyClient client = FaultyClient.start(server.port(), "/", peer -> {
                    peer.open();
                    seen.complete(peer.readFrame().orElseThrow());
                })) {
            assertThat(client).isNotNull();
            ReceivedFrame frame = seen.get(PATIENCE_SECONDS, TimeUnit.SECONDS);

            assertThat(frame.opcode()).isEqualTo(ReceivedFrame.CLOSE);
            assertThat(frame.closeCode()).isEqualTo(1012);
        }
    }

    @Test
    void aClientMasksAndTheServerReadsWhatWasMeant() throws Exception {
        CompletableFuture<String> seen = new CompletableFuture<>();
        Fault reading = peer -> {
            peer.open();
            seen.complete(new String(peer.readFrame().orElseThrow().payload(), StandardCharsets.UTF_8));
        };
        try (FaultyServer server = FaultyServer.start(reading);
                FaultyClient client = FaultyClient.start(server.port(), "/", peer -> {
                    peer.open();
                    peer.text("xin chào");
                    peer.drain();
                })) {
            assertThat(client).isNotNull();
            assertThat(seen.get(PATIENCE_SECONDS, TimeUnit.SECONDS)).isEqualTo("xin chào");
        }
    }
}
