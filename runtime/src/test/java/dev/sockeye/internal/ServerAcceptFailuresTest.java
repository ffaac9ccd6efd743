package dev.sockeye.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.embedded.EmbeddedChannel;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ServerAcceptFailuresTest {
    private final List<String> lines = new ArrayList<>();
    private long now = Long.MAX_VALUE;
    private final EmbeddedChannel channel = new EmbeddedChannel(new ServerAcceptFailures(() -> now, lines::add));

    @AfterEach
    void end() {
        channel.finishAndReleaseAll();
    }

    private void fail(String words) {
        channel.pipeline().fireExceptionCaught(new IOException(words));
        // What is passed on is logged by Netty, too
        channel.checkException();
    }

    @Test
    void aProcessWithoutFileDescriptorsIsToldByNameWithTheRemedy() {
        fail("accept(..) failed with error(-24): Too many open files");
        assertThat(lines).singleElement().asString().contains("EMFILE", "ulimit -n", "maxConnections");
    }

    @Test
    void aMachineWithoutFileDescriptorsIsToldApart() {
        fail("Too many open files in system");
        assertThat(lines)
                .singleElement()
                .asString()
                .contains("ENFILE", "fs.file-max")
                .doesNotContain("ulimit");
    }

    @Test
    void whatGoesOnForHoursIsToldOnceAMinute() {
        for (int second = 0; second < 120; second++) {
            fail("Too many open files");
            now += Duration.ofSeconds(1).toNanos();
        }
        assertThat(lines).hasSize(2);
    }
}
