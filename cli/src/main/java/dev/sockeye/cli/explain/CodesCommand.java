package dev.sockeye.cli.explain;

import dev.sockeye.cli.ExitCode;
import dev.sockeye.cli.StandardStreams;
import dev.sockeye.cli.option.LanguageOption;
import dev.sockeye.cli.output.Page;
import dev.sockeye.diagnosis.knowledge.CodeEntry;
import dev.sockeye.diagnosis.knowledge.CodeRange;
import dev.sockeye.diagnosis.knowledge.Knowledge;
import dev.sockeye.diagnosis.knowledge.PrivateCode;
import dev.sockeye.diagnosis.text.Texts;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code sockeye codes}: the close codes that are known. */
@Command(
        name = "codes",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        usageHelpAutoWidth = true,
        description =
                "Lists the close codes: those that are registered or reserved, the ranges, and those of services.",
        footer = {"", "  sockeye codes", "  sockeye codes --service discord"})
public final class CodesCommand implements Callable<Integer> {
    private final StandardStreams streams;

    @Option(
            names = "--service",
            paramLabel = "SERVICE",
            converter = ServiceConverter.class,
            completionCandidates = ServiceConverter.Services.class,
            description = "List the codes of this service instead, one of ${COMPLETION-CANDIDATES}.")
    private @Nullable String service;

    @Mixin
    private LanguageOption language = new LanguageOption();

    @Option(names = "--json", description = "Write the answer as one JSON object on a line.")
    private boolean json;

    /** Makes the command for these streams. */
    public CodesCommand(StandardStreams streams) {
        this.streams = streams;
    }

    @Override
    public Integer call() {
        Texts texts = language.texts(streams.locale());
        List<PrivateCode> ofService = Knowledge.tables().privateCodes().stream()
                .filter(code -> code.service().equals(service))
                .toList();
        if (json) {
            Answer.print(streams, json(texts, ofService));
            return ExitCode.OK.code();
        }
        Page page = Answer.page(streams);
        if (service == null) {
            new CodesText(page, texts).registered();
        } else {
            new CodesText(page, texts).ofService(service, ofService);
        }
        Answer.print(streams, page);
        return ExitCode.OK.code();
    }

    private ObjectNode json(Texts texts, List<PrivateCode> ofService) {
        KnowledgeJson objects = new KnowledgeJson(texts);
        ObjectNode json = objects.answer("codes").put("service", service);
        ArrayNode codes = json.putArray("codes");
        if (service == null) {
            for (CodeEntry entry : Knowledge.tables().codes()) {
                codes.add(objects.code(KnownCode.of(entry.value(), Optional.empty(), texts)));
            }
        } else {
            ofService.forEach(code -> codes.add(objects.service(code)));
        }
        ArrayNode ranges = json.putArray("ranges");
        for (CodeRange range : CodeRange.values()) {
            ranges.add(objects.range(range));
        }
        json.set("services", KnowledgeJson.strings(Knowledge.tables().services()));
        return json;
    }
}
