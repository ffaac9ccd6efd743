package dev.sockeye.cli.output;

import dev.sockeye.cli.ExitCode;
import dev.sockeye.diagnosis.Diagnosis;
import dev.sockeye.protocol.close.CloseReport;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.IntSupplier;

/**
 * Tells a reader why a connection or an attempt ended.
 *
 * @param locale of the reader
 * @param width in columns of what the reader looks at
 */
public record DiagnosisText(Locale locale, IntSupplier width) {
    /** {@return the diagnosis as a paragraph under an empty line; no lines if the end was good, which needs no explanation} */
    public List<String> lines(CloseReport report) {
        if (ExitCode.of(report) == ExitCode.OK) {
            return List.of();
        }
        List<String> lines = new ArrayList<>(List.of(""));
        String paragraph = Printable.line(Diagnosis.of(report).describe(locale));
        lines.addAll(Wrap.lines(paragraph, Math.min(width.getAsInt(), Page.WIDEST_TEXT)));
        return lines;
    }
}
