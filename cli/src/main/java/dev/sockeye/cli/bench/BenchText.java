package dev.sockeye.cli.bench;

import dev.sockeye.cli.output.Printable;
import dev.sockeye.cli.output.Style;
import dev.sockeye.protocol.close.CloseReport;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A result in lines for people. */
final class BenchText {
    private static final double MICROS_PER_MILLI = 1_000;
    private static final double MICROS_PER_SECOND = 1e6;

    private final BenchResult result;
    private final Style style;
    private final List<String> lines = new ArrayList<>();

    private BenchText(BenchResult result, Style style) {
        this.result = result;
        this.style = style;
    }

    static List<String> of(BenchResult result, Style style) {
        BenchText text = new BenchText(result, style);
        text.write();
        return text.lines;
    }

    private void write() {
        BenchSettings settings = result.settings();
        lines.add(
                style.strong(Printable.line(CloseReport.redacted(settings.url().toString()))));
        add("measured", what(settings));
        add(
                "connections",
                String.format(
                        Locale.ROOT,
                        "%,d opened, %,d failed, in %.2f s (%,.0f/s)",
                        result.opened(),
                        result.failed(),
                        result.openingSeconds(),
                        result.openedPerSecond()));
        if (result.opened() > 0) {
            add("opening", percentiles(result.handshakes()));
        }
        if (settings.mode() != BenchMode.IDLE && result.opened() > 0) {
            addMessages(settings);
        }
        addFailures();
        if (result.seconds() > 0) {
            result.server().ifPresent(this::addServer);
            addGenerator();
        }
    }

    private String what(BenchSettings settings) {
        String traffic = settings.mode() == BenchMode.IDLE
                ? ", idle"
                : String.format(
                        Locale.ROOT,
                        ", %s: %,d in flight%s, %,d B %s (%s)%s%s",
                        settings.mode(),
                        settings.inFlight(),
                        settings.mode() == BenchMode.ECHO ? " each" : "",
                        settings.size(),
                        settings.text() ? "text" : "binary",
                        settings.payload(),
                        settings.rate().isPresent()
                                ? String.format(
                                        Locale.ROOT,
                                        ", %,.0f/s",
                                        settings.rate().getAsDouble())
                                : "",
                        compression(settings));
        return String.format(Locale.ROOT, "%.1f s", result.seconds()) + traffic;
    }

    private String compression(BenchSettings settings) {
        if (!settings.compression()) {
            return "";
        }
        return result.negotiated().isEmpty()
                ? ", compression offered and not agreed to"
                : ", compressed: " + Printable.line(result.negotiated());
    }

    private void addMessages(BenchSettings settings) {
        boolean broadcast = settings.mode() == BenchMode.BROADCAST;
        add(
                broadcast ? "deliveries" : "messages",
                String.format(Locale.ROOT, "%,.0f/s", result.receivedPerSecond())
                        + String.format(
                                Locale.ROOT,
                                " (%,d sent, %,d %s",
                                result.sent(),
                                result.received(),
                                broadcast ? "delivered" : "answered")
                        + (broadcast ? String.format(Locale.ROOT, ", %,d missing)", result.missing()) : ")"));
        if (result.seconds() > 0) {
            add(
                    "payload",
                    String.format(
                            Locale.ROOT,
                            "%.2f MB/s out, %.2f MB/s in",
                            result.sent() * settings.size() / result.seconds() / 1e6,
                            result.received() * settings.size() / result.seconds() / 1e6));
        }
        if (result.latencies().count() > 0) {
            add("latency", percentiles(result.latencies()));
            add(
                    "",
                    result.corrected()
                            ? "from the time when a message was due (corrected for coordinated omission)"
                            : "from sending (not corrected: nothing is sent while answers are awaited; see --rate)");
        }
    }

    private void addFailures() {
        for (Map.Entry<Failure, FailureCount> entry : result.failures()) {
            Failure failure = entry.getKey();
            FailureCount count = entry.getValue();
            add(
                    "errors",
                    style.bad(String.format(Locale.ROOT, "%,d × ", count.count()))
                            + (failure.code().isPresent() ? failure.code().getAsInt() + " " : "")
                            + failure.cause()
                            + (failure.opened() ? "" : " (never opened)")
                            + ": "
                            + Printable.line(count.example())
                            + count.diagnosis().map(cause -> " | " + cause).orElse(""));
        }
        if (result.failures().isEmpty()) {
            add("errors", style.good("none"));
        }
    }

    private void addServer(ServerUse use) {
        add(
                "server",
                "pid " + use.pid() + ": "
                        + perMessage(use.cpuSeconds())
                        + String.format(
                                Locale.ROOT,
                                "%.0f %% of a processor, its busiest thread %.0f %%",
                                use.cpuShare() * 100,
                                use.busiestThread() * 100));
        add(
                "memory",
                String.format(
                        Locale.ROOT,
                        "RSS %.1f MB before, %.1f MB with idle connections (%,d B each), %.1f MB at the end",
                        use.rssBeforeBytes() / 1e6,
                        use.rssIdleBytes() / 1e6,
                        use.rssPerConnectionBytes(),
                        use.rssEndBytes() / 1e6));
    }

    private void addGenerator() {
        GeneratorUse use = result.generator();
        add(
                "generator",
                perMessage(use.cpuSeconds())
                        + String.format(
                                Locale.ROOT, "%.0f %% of a processor", use.cpuSeconds() / result.seconds() * 100));
        Bottleneck bottleneck = use.bottleneck();
        String verdict = bottleneck
                .verdict()
                .map(is -> is ? style.bad("the generator, not the server") : "not the generator")
                .orElse("not known");
        add("bottleneck", verdict + ": " + bottleneck.why());
    }

    private String perMessage(double cpuSeconds) {
        return result.received() == 0
                ? ""
                : String.format(Locale.ROOT, "%.3f µs CPU per message, ", result.microsPerMessage(cpuSeconds));
    }

    private static String percentiles(Latencies latencies) {
        return "p50 " + time(latencies.percentile(50))
                + "  p90 " + time(latencies.percentile(90))
                + "  p99 " + time(latencies.percentile(99))
                + "  p99.9 " + time(latencies.percentile(99.9))
                + "  p99.99 " + time(latencies.percentile(99.99))
                + "  max " + time(latencies.max());
    }

    /** {@return a time with three digits or so, in the unit that fits} */
    static String time(double micros) {
        if (micros < MICROS_PER_MILLI) {
            return String.format(Locale.ROOT, "%.0f µs", micros);
        }
        return micros < MICROS_PER_SECOND
                ? String.format(
                        Locale.ROOT, micros < 10 * MICROS_PER_MILLI ? "%.2f ms" : "%.1f ms", micros / MICROS_PER_MILLI)
                : String.format(Locale.ROOT, "%.2f s", micros / MICROS_PER_SECOND);
    }

    private void add(String name, String value) {
        lines.add("  " + style.faint(String.format("%-12s", name)) + " " + value);
    }
}
