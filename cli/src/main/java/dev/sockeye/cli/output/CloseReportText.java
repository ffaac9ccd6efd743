package dev.sockeye.cli.output;

import dev.sockeye.cli.ExitCode;
import dev.sockeye.diagnosis.Diagnosis;
import dev.sockeye.diagnosis.Finding;
import dev.sockeye.diagnosis.knowledge.Knowledge;
import dev.sockeye.protocol.close.CloseCode;
import dev.sockeye.protocol.close.ClosePayload;
import dev.sockeye.protocol.close.CloseReport;
import dev.sockeye.protocol.close.Counters;
import dev.sockeye.protocol.close.HandshakeFacts;
import dev.sockeye.protocol.close.Moment;
import dev.sockeye.protocol.close.RoundTrips;
import dev.sockeye.protocol.extension.ExtensionOutcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A {@link CloseReport} in words, for people. Whatever a peer wrote is shown without its control characters. */
public final class CloseReportText {
    private static final int BODY_LINES = 8;
    private static final int BODY_COLUMNS = 200;
    private static final double NANOS_PER_MILLI = 1e6;

    private final CloseReport report;
    private final Style style;

    private CloseReportText(CloseReport report, Style style) {
        this.report = report;
        this.style = style;
    }

    /** {@return the report in one line, for a log, with the likeliest cause at its end} */
    public static String logLine(CloseReport report) {
        Finding finding = Diagnosis.of(report).first();
        String confidence = finding.confidence().name().toLowerCase(Locale.ROOT);
        return Printable.line(report + " | " + finding.causeId() + " (" + confidence + ")");
    }

    /**
     * {@return the report as lines without line ends: what happened and why, and the facts behind it}
     *
     * @param brief whether an end without an error is told in one line
     */
    public static List<String> lines(CloseReport report, Style style, boolean brief) {
        CloseReportText text = new CloseReportText(report, style);
        List<String> lines = new ArrayList<>();
        boolean good = ExitCode.of(report) == ExitCode.OK;
        lines.add(text.headline(good));
        if (!brief || !good) {
            text.addFacts(lines);
        }
        return lines;
    }

    private String headline(boolean good) {
        String cause = Printable.line(report.cause().describe());
        if (!report.opened()) {
            return style.bad("Never opened") + " (" + report.code() + "): " + cause;
        }
        if (!report.isClean()) {
            return style.bad("Not closed cleanly") + ", " + code(report.code()) + ": " + cause;
        }
        String what = good ? style.good("Closed cleanly") : style.bad("Closed");
        return what + " with " + code(report.code()) + ": " + cause;
    }

    private void addFacts(List<String> lines) {
        add(lines, "url", report.redactedTarget());
        if (!report.remoteAddress().isEmpty()) {
            add(lines, "addresses", report.localAddress() + " to " + report.remoteAddress());
        }
        addHandshake(lines);
        if (report.opened()) {
            report.closing().sent().ifPresent(sent -> add(lines, "Close sent", payload(sent)));
            report.closing().received().ifPresent(received -> add(lines, "Close came", payload(received)));
            if (report.closing().timedOut()) {
                add(lines, "closing", "the answer to the Close did not come in time");
            }
            if (report.closing().midFrame() || report.closing().midMessage()) {
                add(lines, "cut", report.closing().midFrame() ? "within a frame" : "within a message");
            }
        }
        report.transportEnd().ifPresent(end -> add(lines, "transport", end.toString()));
        addTraffic(lines);
        String name = "timeline";
        for (Moment moment : report.timeline()) {
            add(lines, name, moment(moment));
            name = "";
        }
    }

    private void addHandshake(List<String> lines) {
        HandshakeFacts handshake = report.handshake();
        handshake.status().ifPresent(status -> add(lines, "HTTP status", Integer.toString(status)));
        if (!report.opened()) {
            handshake
                    .headers()
                    .forEach(header -> add(lines, "header", header.redacted().toString()));
            addBody(lines, handshake.bodyPrefix());
        }
        handshake.subprotocol().ifPresent(subprotocol -> add(lines, "subprotocol", subprotocol));
        for (ExtensionOutcome.Entry entry : handshake.extensions().entries()) {
            add(lines, "extension", extension(entry));
        }
    }

    private void addBody(List<String> lines, String body) {
        String name = "body";
        List<String> text = body.lines().filter(line -> !line.isBlank()).toList();
        for (String line : text.subList(0, Math.min(text.size(), BODY_LINES))) {
            add(lines, name, line.length() > BODY_COLUMNS ? line.substring(0, BODY_COLUMNS) + "…" : line);
            name = "";
        }
        if (text.size() > BODY_LINES) {
            add(lines, name, "…");
        }
    }

    private static String extension(ExtensionOutcome.Entry entry) {
        String result = words(entry.result());
        if (entry.detail().isEmpty()) {
            return entry.name() + ", " + result;
        }
        boolean namesItself = entry.detail().startsWith(entry.name());
        return namesItself ? entry.detail() + ", " + result : entry.name() + ", " + result + ": " + entry.detail();
    }

    private void addTraffic(List<String> lines) {
        if (!report.opened()) {
            return;
        }
        Counters counters = report.counters();
        add(lines, "came", traffic(counters.messagesIn(), counters.bytesIn()));
        add(lines, "went", traffic(counters.messagesOut(), counters.bytesOut()));
        RoundTrips trips = report.roundTrips();
        if (trips.samples() > 0) {
            add(
                    lines,
                    "round trip",
                    millis(trips.leastNanos()) + " to " + millis(trips.mostNanos()) + " (" + trips.samples()
                            + (trips.samples() == 1 ? " ping)" : " pings)"));
        }
    }

    private static String traffic(long messages, long bytes) {
        return messages + (messages == 1 ? " message, " : " messages, ") + bytes + " bytes on the wire";
    }

    private static String moment(Moment moment) {
        String detail = moment.detail().isEmpty() ? "" : ": " + moment.detail();
        return String.format("%10s  %s%s", millis(moment.nanos()), words(moment.kind()), detail);
    }

    private static String words(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    private static String millis(long nanos) {
        return nanos < Duration.ofSeconds(10).toNanos()
                ? String.format(Locale.ROOT, "%.1f ms", nanos / NANOS_PER_MILLI)
                : String.format(Locale.ROOT, "%.1f s", nanos / NANOS_PER_MILLI / 1_000);
    }

    private void add(List<String> lines, String name, String value) {
        if (!value.isEmpty()) {
            lines.add("  " + style.faint(String.format("%-12s", name)) + " " + Printable.line(value));
        }
    }

    private static String payload(ClosePayload payload) {
        String reason = payload.reason().isEmpty() ? "" : " \"" + payload.reason() + '"';
        return payload.code().map(CloseReportText::code).orElse("without a code") + reason;
    }

    /** {@return the code with its name, such as {@code 1000 (Normal Closure)}} */
    static String code(CloseCode code) {
        return Knowledge.tables()
                .code(code.value())
                .map(entry -> code + " (" + entry.name() + ")")
                .orElse(code.toString());
    }
}
