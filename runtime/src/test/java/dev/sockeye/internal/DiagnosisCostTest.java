package dev.sockeye.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.sockeye.diagnosis.Context;
import dev.sockeye.diagnosis.Diagnosis;
import dev.sockeye.diagnosis.Finding;
import dev.sockeye.protocol.Role;
import dev.sockeye.protocol.close.CloseCause;
import dev.sockeye.protocol.close.CloseReport;
import dev.sockeye.protocol.close.HandshakeFacts;
import dev.sockeye.protocol.close.Moment;
import dev.sockeye.protocol.close.TransportEnd;
import dev.sockeye.protocol.handshake.Headers;
import java.lang.management.ManagementFactory;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** When thousands of connections of a server end at once, each of them may be diagnosed: that must cost little. */
class DiagnosisCostTest {
    /** Some 8,000 are taken by findings and their evidence; to search the headers for each program of the tables takes 100,000. */
    private static final long MOST_BYTES = 12_000;

    private static final int WARM_UP = 2_000;
    private static final int ROUNDS = 200;

    private static CloseReport cut() {
        TransportEnd fin = TransportEnd.of(TransportEnd.Kind.FIN, "end of stream");
        HandshakeFacts none = HandshakeFacts.NONE;
        Headers headers = Headers.builder()
                .add("Host", "example.com")
                .add("Upgrade", "websocket")
                .add("Connection", "Upgrade")
                .add("Origin", "https://example.com")
                .add("User-Agent", "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0")
                .add("Sec-WebSocket-Version", "13")
                .build();
        return CloseReport.builder(Role.SERVER, new CloseCause.TransportLost(fin))
                .opened()
                .transportEnd(fin)
                .handshake(new HandshakeFacts(
                        OptionalInt.of(101),
                        headers,
                        "",
                        none.subprotocol(),
                        none.extensionsOffered(),
                        none.extensions(),
                        none.client()))
                .startedAt(0)
                .moment(Moment.Kind.OPENED, 0)
                .moment(Moment.Kind.LAST_BYTE_IN, TimeUnit.SECONDS.toNanos(3))
                // A silence that is the limit of several products, so that the headers are asked which of them is
                // there.
                .moment(Moment.Kind.TRANSPORT_ENDED, TimeUnit.SECONDS.toNanos(63))
                .build();
    }

    @Test
    void theEndOfAConnectionIsDiagnosedWithLittleGarbage() {
        CloseReport report = cut();
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        for (int i = 0; i < WARM_UP; i++) {
            assertThat(Diagnosis.of(report, Context.NONE).findings()).isNotEmpty();
        }

        long before = threads.getThreadAllocatedBytes(Thread.currentThread().getId());
        for (int i = 0; i < ROUNDS; i++) {
            Diagnosis.of(report, Context.NONE);
        }
        long bytes = (threads.getThreadAllocatedBytes(Thread.currentThread().getId()) - before) / ROUNDS;

        assertThat(Diagnosis.of(report, Context.NONE).findings())
                .extracting(Finding::causeId)
                .contains("proxy-idle");
        assertThat(bytes).isBetween(1L, MOST_BYTES);
    }
}
