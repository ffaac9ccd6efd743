package dev.sockeye.cli.connect;

import dev.sockeye.Undelivered;
import dev.sockeye.cli.output.Printable;
import dev.sockeye.diagnosis.Diagnosis;
import dev.sockeye.diagnosis.Figure;
import dev.sockeye.diagnosis.Finding;
import dev.sockeye.diagnosis.text.Texts;
import dev.sockeye.protocol.close.CloseReport;
import dev.sockeye.reconnect.Decision;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Lines for a person about what is between two connections. */
final class BetweenText {
    private final Texts texts;

    BetweenText(Locale locale) {
        texts = Texts.in(locale);
    }

    /** {@return what happened, why, and what follows} */
    List<String> disconnected(CloseReport report, Decision.Retry decision) {
        Finding first = Diagnosis.of(report).first();
        return List.of(
                Printable.line(report.toString()),
                "  "
                        + texts.get(
                                "link.cause",
                                new Figure.Word(texts.cause(first.causeId(), "title")),
                                new Figure.Word(texts.get("confidence."
                                        + first.confidence().name().toLowerCase(Locale.ROOT)))),
                "  "
                        + Printable.line(texts.get(
                                "link.retry",
                                new Figure.Time(decision.delay()),
                                new Figure.Word(decision.describe(texts.locale())))));
    }

    String reconnected(int attempt, Duration away) {
        return texts.get("link.again", new Figure.Time(away), new Figure.Count(attempt));
    }

    String undelivered(Undelivered lost) {
        String ids = lost.ids().stream().map(Object::toString).collect(Collectors.joining(", "));
        return texts.get(
                "link.undelivered." + lost.fate().name(), new Figure.Count(lost.count()), new Figure.Word(ids));
    }

    String gaveUp(Decision.Stop decision) {
        return Printable.line(texts.get("link.stop", new Figure.Word(decision.describe(texts.locale()))));
    }
}
