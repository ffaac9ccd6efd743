package dev.sockeye.diagnosis;

import dev.sockeye.diagnosis.knowledge.Cause;
import dev.sockeye.diagnosis.knowledge.Knowledge;
import dev.sockeye.diagnosis.knowledge.LocalText;
import dev.sockeye.diagnosis.text.Texts;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A possible explanation of an end.
 *
 * @param causeId stable, such as {@code proxy-idle}
 * @param confidence how sure it is
 * @param facts that speak for it
 * @param against what speaks against it
 * @param note what the tables add for just this case, such as the fix for the product that was recognised
 */
public record Finding(
        String causeId, Confidence confidence, List<Evidence> facts, List<Evidence> against, Optional<LocalText> note) {
    public Finding {
        facts = List.copyOf(facts);
        against = List.copyOf(against);
        if (Knowledge.tables().cause(causeId).isEmpty()) {
            throw new IllegalArgumentException("there is no cause " + causeId);
        }
    }

    /** {@return the entry of the cause} */
    public Cause cause() {
        return Knowledge.tables().cause(causeId).orElseThrow();
    }

    /** {@return the cause in a few words} */
    public String title(Locale locale) {
        return Texts.in(locale).cause(causeId, "title");
    }

    /** {@return what happened, in a sentence or two} */
    public String summary(Locale locale) {
        return Texts.in(locale).cause(causeId, "summary");
    }

    /** {@return what to do} */
    public String fix(Locale locale) {
        return Texts.in(locale).cause(causeId, "fix");
    }

    /** {@return how to make sure} */
    public String confirm(Locale locale) {
        return Texts.in(locale).cause(causeId, "confirm");
    }

    /** {@return addresses of pages with more} */
    public List<String> links() {
        return cause().links();
    }
}
