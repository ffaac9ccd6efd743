package dev.sockeye.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ProcessSampleTest {
    private static final long MILLI = 1_000_000;

    private static ProcessSample sample(long tickNanos, Map<String, TaskTime> tasks) {
        return new ProcessSample(tickNanos, tasks, 0);
    }

    @Test
    void processorTimeStandsBehindANameThatHoldsBracketsAndBlanks() throws IOException {
        String stat = "4711 (tmux: (1) server) S 1 4711 4711 0 -1 4194560 1 2 3 4 250 50 7 8 20 0 1 0 99 1 2";
        assertThat(ProcessSample.tickNanos(stat)).isEqualTo(3_000 * MILLI);
    }

    @Test
    void aStatThatIsCutIsAnError() {
        assertThatThrownBy(() -> ProcessSample.tickNanos("4711 (a) S 1 2")).isInstanceOf(IOException.class);
    }

    @Test
    void memoryIsTheResidentPartInBytes() throws IOException {
        assertThat(ProcessSample.rssBytes("Name:\tx\nVmHWM:\t  9999 kB\nVmRSS:\t    2048 kB\nThreads:\t3\n"))
                .isEqualTo(2 << 20);
        assertThat(ProcessSample.rssBytes("Name:\tx\nState:\tZ (zombie)\n")).isZero();
    }

    @Test
    void aThreadsTimesAreThoseOnAProcessorAndWaitingForOne() throws IOException {
        assertThat(TaskTime.parse("123456789 5000 42\n")).isEqualTo(new TaskTime(123_456_789, 5_000));
        assertThatThrownBy(() -> TaskTime.parse("")).isInstanceOf(IOException.class);
    }

    @Test
    void processorTimeIsTheSumOverThreadsAlsoOfThoseThatBeganMeanwhile() {
        ProcessSample begin = sample(0, Map.of("1", new TaskTime(10 * MILLI, 0)));
        ProcessSample end =
                sample(90 * MILLI, Map.of("1", new TaskTime(15 * MILLI, 0), "2", new TaskTime(3 * MILLI, MILLI)));

        assertThat(end.cpuNanosSince(begin)).isEqualTo(8 * MILLI);
        assertThat(end.busiestNanosSince(begin)).isEqualTo(5 * MILLI);
    }

    @Test
    void whatThreadsUsedThatEndedIsNotLost() {
        ProcessSample begin = sample(100 * MILLI, Map.of("1", TaskTime.NONE, "2", new TaskTime(50 * MILLI, 0)));
        ProcessSample end = sample(140 * MILLI, Map.of("1", new TaskTime(5 * MILLI, 0)));

        assertThat(end.cpuNanosSince(begin)).isEqualTo(40 * MILLI);
    }

    @Test
    void roomForConnectionsIsLessThanTheLimitOfOpenFiles() {
        String limits = """
                Limit                     Soft Limit           Hard Limit           Units
                Max open files            1024                 524288               files
                """;
        assertThat(OpenFiles.roomIn(limits)).hasValue(960);
        assertThat(OpenFiles.roomIn(limits.replace("1024 ", "unlimited "))).isEmpty();
    }
}
