package dev.sockeye.cli.bench;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What was measured.
 *
 * @param negotiated the agreed extensions; empty without
 * @param seconds that the window had
 * @param opened connections that opened
 * @param failed attempts that did not
 * @param openingSeconds from the first attempt until the last was decided
 * @param handshakes how long opening took
 * @param sent messages within the window
 * @param received right answers, or deliveries, within the window
 * @param missing deliveries that did not come; 0 but in broadcast mode
 * @param latencies of messages that started within the window
 * @param corrected whether latencies count from the time when a message was due
 * @param failures what went wrong at any time, the most frequent first
 */
record BenchResult(
        BenchSettings settings,
        String negotiated,
        double seconds,
        int opened,
        int failed,
        double openingSeconds,
        Latencies handshakes,
        long sent,
        long received,
        long missing,
        Latencies latencies,
        boolean corrected,
        List<Map.Entry<Failure, FailureCount>> failures,
        GeneratorUse generator,
        Optional<ServerUse> server) {

    double receivedPerSecond() {
        return seconds == 0 ? 0 : received / seconds;
    }

    double openedPerSecond() {
        return openingSeconds == 0 ? 0 : opened / openingSeconds;
    }

    /** {@return what processor time comes to per message that was received, in microseconds} */
    double microsPerMessage(double cpuSeconds) {
        return received == 0 ? 0 : cpuSeconds * 1e6 / received;
    }
}
