package dev.sockeye.cli.option;

import dev.sockeye.diagnosis.text.Texts;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The option {@code --lang}, for the commands that explain. */
public final class LanguageOption {
    @Option(
            names = "--lang",
            paramLabel = "LANG",
            converter = LanguageConverter.class,
            completionCandidates = LanguageConverter.Languages.class,
            description = "The language of the explanations, one of ${COMPLETION-CANDIDATES}. Default: that of the"
                    + " environment if there are texts in it, else en.")
    private @Nullable Locale language;

    /** {@return the texts in the language that was asked for, else in the user's, else in English} */
    public Texts texts(Locale user) {
        return Texts.in(language == null ? user : language);
    }
}
