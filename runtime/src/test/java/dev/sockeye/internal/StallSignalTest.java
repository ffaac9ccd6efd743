package dev.sockeye.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sockeye.WebSocketMetrics;
import dev.sockeye.protocol.Role;
import dev.sockeye.protocol.close.Counters;
import io.netty.channel.embedded.EmbeddedChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who is told that an event loop stood still. */
class StallSignalTest {
    private static final Duration STALL = Duration.ofMillis(250);

    private final EmbeddedChannel channel = new EmbeddedChannel();
    private final LoopResources resources = LoopResources.of(channel.eventLoop());
    private final List<Long> told = new ArrayList<>();
    private final WebSocketMetrics metrics = new WebSocketMetrics() {
        @Override
        public void stalled(long nanos) {
            told.add(nanos);
        }
    };

    @AfterEach
    void end() {
        channel.finishAndReleaseAll();
    }

    @Test
    void metricsThatSeveralClientsShareAreToldOnce() {
        Tally one = enter();
        Tally two = enter();
        resources.stalled(STALL.toNanos());
        one.end(Counters.ZERO);
        two.end(Counters.ZERO);

        assertThat(told).containsExactly(STALL.toNanos());
    }

    @Test
    void metricsWithoutConnectionsOnTheLoopAreNotTold() {
        enter().end(Counters.ZERO);
        resources.stalled(STALL.toNanos());

        assertThat(told).isEmpty();
    }

    @Test
    void aRecordingHoldsTheStall(@TempDir Path directory) throws Exception {
        Path file = directory.resolve("recording.jfr");
        try (Recording recording = new Recording()) {
            recording.enable("dev.sockeye.Stall");
            recording.start();
            resources.stalled(STALL.toNanos());
            recording.stop();
            recording.dump(file);
        }

        assertThat(RecordingFile.readAllEvents(file)).singleElement().satisfies(event -> {
            assertThat(event.getEventType().getName()).isEqualTo("dev.sockeye.Stall");
            assertThat(event.getDuration("late")).isEqualTo(STALL);
        });
    }

    private Tally enter() {
        return resources.meterOf(new GuardedMetrics(metrics)).enter(Role.CLIENT, new Tally.Source() {
            @Override
            public Counters counters() {
                return Counters.ZERO;
            }

            @Override
            public long queuedBytes() {
                return 0;
            }
        });
    }
}
