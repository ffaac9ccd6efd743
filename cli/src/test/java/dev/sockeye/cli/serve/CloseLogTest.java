package dev.sockeye.cli.serve;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sockeye.cli.output.CloseReportText;
import dev.sockeye.diagnosis.Context;
import dev.sockeye.diagnosis.Diagnosis;
import dev.sockeye.protocol.Role;
import dev.sockeye.protocol.close.CloseCause;
import dev.sockeye.protocol.close.CloseReport;
import dev.sockeye.protocol.close.TransportEnd;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class CloseLogTest {
    private final List<Thread> diagnosing = Collections.synchronizedList(new ArrayList<>());
    private final List<String> lines = Collections.synchronizedList(new ArrayList<>());
    private final CountDownLatch gate = new CountDownLatch(1);

    private void write(CloseReport report) {
        try {
            gate.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
        lines.add(CloseReportText.logLine(report));
    }

    private CloseReport ended(String target) {
        CloseCause cut = new CloseCause.TransportLost(TransportEnd.of(TransportEnd.Kind.FIN, "end of stream"));
        return CloseReport.builder(Role.SERVER, cut)
                .target(target)
                .opened()
                .build()
                .withDiagnoser(report -> {
                    diagnosing.add(Thread.currentThread());
                    return Diagnosis.of(report, Context.NONE);
                });
    }

    @Test
    void whoBringsAReportNeitherDiagnosesItNorWaitsForItsLine() {
        try (CloseLog log = new CloseLog(10, this::write)) {
            log.accept(ended("/first"));
            log.accept(ended("/second"));
            assertThat(diagnosing).isEmpty();
            gate.countDown();
        }

        assertThat(lines).hasSize(2);
        assertThat(lines.get(0)).contains("/first").contains("peer-cut (");
        assertThat(lines.get(1)).contains("/second");
        assertThat(diagnosing).hasSize(2).doesNotContain(Thread.currentThread());
    }

    @Test
    void noLineIsLostWhenMoreEndThanMayWait() {
        try (CloseLog log = new CloseLog(1, report -> {
            if (report.target().equals("/first")) {
                write(report);
            } else {
                lines.add(report.target());
            }
        })) {
            log.accept(ended("/first"));
            log.accept(ended("/waits"));
            log.accept(ended("/finds the queue full"));
            assertThat(lines).containsExactly("/finds the queue full");
            gate.countDown();
        }

        assertThat(lines).hasSize(3).endsWith("/waits");
    }

    @Test
    void whatComesAfterTheEndIsStillToldOf() {
        gate.countDown();
        CloseLog log = new CloseLog(1, this::write);
        log.close();

        log.accept(ended("/late"));

        assertThat(lines).hasSize(1);
    }
}
