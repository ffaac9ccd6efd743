package dev.sockeye.cli.explain;

import dev.sockeye.cli.ExitCode;
import dev.sockeye.cli.StandardStreams;
import dev.sockeye.cli.option.LanguageOption;
import dev.sockeye.cli.output.Page;
import dev.sockeye.diagnosis.text.Texts;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code sockeye compare}: two close codes side by side. */
@Command(
        name = "compare",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        usageHelpAutoWidth = true,
        description = "Tells two close codes apart: what each is, who sends it, when it is seen, and what to do.",
        footer = {"", "  sockeye compare 1006 1010"})
public final class CompareCommand implements Callable<Integer> {
    private final StandardStreams streams;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(index = "0", paramLabel = "A", converter = CodeConverter.class, description = "A close code.")
    private int first;

    @Parameters(index = "1", paramLabel = "B", converter = CodeConverter.class, description = "Another one.")
    private int second;

    @Mixin
    private LanguageOption language = new LanguageOption();

    @Option(names = "--json", description = "Write the answer as one JSON object on a line.")
    private boolean json;

    /** Makes the command for these streams. */
    public CompareCommand(StandardStreams streams) {
        this.streams = streams;
    }

    @Override
    public Integer call() {
        if (first == second) {
            throw new ParameterException(
                    spec.commandLine(), "Two different codes are compared; sockeye explain " + first + " tells of one");
        }
        Texts texts = language.texts(streams.locale());
        Comparison comparison = new Comparison(
                KnownCode.of(first, Optional.empty(), texts), KnownCode.of(second, Optional.empty(), texts), texts);
        if (json) {
            Answer.print(streams, json(comparison));
        } else {
            Page page = Answer.page(streams);
            new CompareText(page, comparison).write();
            Answer.print(streams, page);
        }
        return ExitCode.OK.code();
    }

    private static ObjectNode json(Comparison comparison) {
        KnowledgeJson objects = new KnowledgeJson(comparison.texts());
        ObjectNode json = objects.answer("comparison");
        json.set("first", objects.code(comparison.first()));
        json.set("second", objects.code(comparison.second()));
        ArrayNode differences = json.putArray("differences");
        for (Comparison.Row row : comparison.differences()) {
            differences
                    .addObject()
                    .put("field", row.aspect().field())
                    .put("label", row.aspect().label(comparison.texts()))
                    .put("first", row.first().orElse(null))
                    .put("second", row.second().orElse(null));
        }
        json.put("differencesText", comparison.text("differences").orElse(null));
        json.put("which", comparison.text("which").orElse(null));
        json.set("links", KnowledgeJson.strings(comparison.links()));
        return json;
    }
}
