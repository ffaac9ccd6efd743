package dev.sockeye.cli.explain;

import dev.sockeye.cli.CommandFailure;
import dev.sockeye.cli.ExitCode;
import dev.sockeye.cli.StandardStreams;
import dev.sockeye.cli.option.LanguageOption;
import dev.sockeye.diagnosis.knowledge.Cause;
import dev.sockeye.diagnosis.knowledge.Knowledge;
import dev.sockeye.diagnosis.text.Texts;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** {@code sockeye explain}: what a close code, a cause, or a line of a log means. */
@Command(
        name = "explain",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        usageHelpAutoWidth = true,
        description =
                "Tells what a close code or a message of a WebSocket program means, what causes it, and what to do.",
        footer = {
            "",
            "Without an argument the text is read from standard input, such as from a log. Exit codes: 0 explained;"
                    + " 30 nothing is known of it; 64 wrong command line; 65 the input is not UTF-8, or too much.",
            "",
            "  sockeye explain 1006",
            "  sockeye explain 4008 --service discord",
            "  sockeye explain \"Connection reset by peer\"",
            "  tail -n 5 app.log | sockeye explain",
        })
public final class ExplainCommand implements Callable<Integer> {
    /** More than any message with its stack trace. */
    private static final int MOST_INPUT = 64 * 1024;

    private final StandardStreams streams;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(
            arity = "0..*",
            paramLabel = "CODE|TEXT",
            description = "A close code such as 1006, a cause such as proxy-idle, or a text of a log or an exception;"
                    + " several words are one text.")
    private List<String> words = new ArrayList<>();

    @Option(
            names = "--service",
            paramLabel = "SERVICE",
            converter = ServiceConverter.class,
            completionCandidates = ServiceConverter.Services.class,
            description = "Whose meaning of a code to tell, one of ${COMPLETION-CANDIDATES}. Default: those of all.")
    private @Nullable String service;

    @Mixin
    private LanguageOption language = new LanguageOption();

    @Option(names = "--json", description = "Write the answer as one JSON object on a line.")
    private boolean json;

    /** Makes the command for these streams. */
    public ExplainCommand(StandardStreams streams) {
        this.streams = streams;
    }

    @Override
    public Integer call() throws CommandFailure {
        String question = question();
        Texts texts = language.texts(streams.locale());
        ExplainRun run = new ExplainRun(streams, texts, Optional.ofNullable(service), json);
        if (question.matches("[+-]?\\d+")) {
            return run.code(code(question)).code();
        }
        Optional<Cause> cause = Knowledge.tables().cause(question);
        return (cause.isPresent() ? run.cause(cause.get()) : run.text(question)).code();
    }

    private int code(String digits) {
        try {
            return new CodeConverter().convert(digits);
        } catch (TypeConversionException wrong) {
            throw new ParameterException(spec.commandLine(), String.valueOf(wrong.getMessage()));
        }
    }

    /** What was asked, without blanks around it. */
    private String question() throws CommandFailure {
        for (String word : words) {
            // What the parser does not know comes as a word: a number below zero, a line of a log, or a mistyped
            // option.
            if (word.matches("--?[a-zA-Z][\\w-]*(=.*)?")) {
                throw new ParameterException(spec.commandLine(), "Unknown option: '" + word + "'");
            }
        }
        String question = String.join(" ", words).strip();
        if (question.isEmpty() && words.isEmpty() && !streams.inIsTerminal()) {
            question = input().strip();
        }
        if (question.isEmpty()) {
            throw new ParameterException(
                    spec.commandLine(), "What to explain is missing: a close code such as 1006, or a text");
        }
        return question;
    }

    private String input() throws CommandFailure {
        try {
            byte[] bytes = streams.in().readNBytes(MOST_INPUT + 1);
            if (bytes.length > MOST_INPUT) {
                throw new CommandFailure(
                        ExitCode.BAD_INPUT, "The input is over 64 KiB; pass on the lines in question only");
            }
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new CommandFailure(ExitCode.BAD_INPUT, "The input is not UTF-8");
        } catch (IOException e) {
            throw new CommandFailure(ExitCode.BAD_INPUT, "The input cannot be read: " + e.getMessage());
        }
    }
}
