package dev.sockeye.diagnosis.knowledge;

import java.util.Locale;

/** A text of an entry in the languages that the tables are written in. */
public record LocalText(String english, String vietnamese) {
    /** {@return the text in the locale's language, in English if the tables are not written in it} */
    public String in(Locale locale) {
        return locale.getLanguage().equals("vi") ? vietnamese : english;
    }
}
