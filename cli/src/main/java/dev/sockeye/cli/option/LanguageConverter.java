package dev.sockeye.cli.option;

import dev.sockeye.diagnosis.text.Texts;
import java.util.Iterator;
import java.util.Locale;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A language that there are texts in. */
public final class LanguageConverter implements ITypeConverter<Locale> {
    @Override
    public Locale convert(String text) {
        if (!Texts.languages().contains(text)) {
            throw new TypeConversionException(
                    "there are no texts in '" + text + "'; expected " + String.join(" or ", Texts.languages()));
        }
        return Locale.forLanguageTag(text);
    }

    /** The languages, for the help. */
    static final class Languages implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return Texts.languages().iterator();
        }
    }
}
