package dev.sockeye.cli.explain;

import dev.sockeye.cli.output.Page;
import dev.sockeye.diagnosis.knowledge.CodeEntry;
import dev.sockeye.diagnosis.knowledge.CodeRange;
import dev.sockeye.diagnosis.knowledge.Knowledge;
import dev.sockeye.diagnosis.knowledge.PrivateCode;
import dev.sockeye.diagnosis.text.Texts;
import java.util.List;

/** Writes the lists of {@code sockeye codes} for people. */
final class CodesText {
    private static final int INDENT = 2;

    private final Page page;
    private final Texts texts;

    CodesText(Page page, Texts texts) {
        this.page = page;
        this.texts = texts;
    }

    /** Lists the registered codes, the ranges, and the names of the services. */
    void registered() {
        page.title(texts.get("label.codes.registered"));
        page.space()
                .table(
                        List.of(label("code"), label("sender"), label("meaning")),
                        Knowledge.tables().codes().stream().map(this::row).toList());
        page.heading(label("ranges"));
        for (CodeRange range : CodeRange.values()) {
            String key = "range." + range.id();
            page.space()
                    .item(range.codes().toString(), texts.get(key + ".name"))
                    .text(2 * INDENT, texts.get(key + ".meaning"))
                    .labelled(2 * INDENT, label("may-send"), texts.get(key + ".send"));
        }
        page.section(label("private"), String.join(", ", Knowledge.tables().services()));
        page.heading(label("more"));
        page.text(INDENT, "sockeye explain 1006");
        page.text(INDENT, "sockeye codes --service discord");
    }

    private List<String> row(CodeEntry entry) {
        return List.of(
                Integer.toString(entry.value()),
                texts.get("sender." + KnownCode.id(entry.sender())),
                texts.get("code." + entry.value() + ".meaning"));
    }

    /** Lists the codes of one service. */
    void ofService(String service, List<PrivateCode> codes) {
        page.title(label("service") + ": " + service);
        for (PrivateCode code : codes) {
            page.space()
                    .item(code.codes().toString(), code.meaning().in(texts.locale()))
                    .labelled(
                            2 * INDENT,
                            texts.get("label.explain.reconnect"),
                            texts.get("reconnect." + KnownCode.id(code.reconnect())));
        }
        page.heading(label("more"));
        page.text(INDENT, "sockeye explain " + codes.get(0).codes().least() + " --service " + service);
    }

    private String label(String name) {
        return texts.get("label.codes." + name);
    }
}
