package dev.sockeye.cli.explain;

import dev.sockeye.cli.ExitCode;
import dev.sockeye.cli.StandardStreams;
import dev.sockeye.cli.output.Page;
import dev.sockeye.diagnosis.knowledge.Cause;
import dev.sockeye.diagnosis.text.Texts;
import java.util.Optional;
import java.util.function.Consumer;
import tools.jackson.databind.node.ObjectNode;

/**
 * Answers one question of {@code sockeye explain}.
 *
 * @param service whose meaning of a code is asked for
 */
record ExplainRun(StandardStreams streams, Texts texts, Optional<String> service, boolean json) {
    ExitCode code(int value) {
        KnownCode code = KnownCode.of(value, service, texts);
        KnowledgeJson objects = new KnowledgeJson(texts);
        ObjectNode answer = objects.answer("code");
        answer.setAll(objects.code(code));
        print(answer, text -> text.code(code, service));
        boolean isAnswered = service.isEmpty() || !code.services().isEmpty();
        return isAnswered ? ExitCode.OK : ExitCode.NOT_KNOWN;
    }

    ExitCode cause(Cause cause) {
        KnowledgeJson objects = new KnowledgeJson(texts);
        ObjectNode answer = objects.answer("cause");
        answer.setAll(objects.cause(cause));
        print(answer, text -> text.cause(cause));
        return ExitCode.OK;
    }

    ExitCode text(String question) {
        KnownText found = KnownText.of(question, service, texts);
        print(new KnowledgeJson(texts).text(found), text -> {
            if (found.isKnown()) {
                text.text(found);
            } else {
                text.nothing(question);
            }
        });
        return found.isKnown() ? ExitCode.OK : ExitCode.NOT_KNOWN;
    }

    private void print(ObjectNode answer, Consumer<ExplainText> write) {
        if (json) {
            Answer.print(streams, answer);
            return;
        }
        Page page = Answer.page(streams);
        write.accept(new ExplainText(page, texts));
        Answer.print(streams, page);
    }
}
