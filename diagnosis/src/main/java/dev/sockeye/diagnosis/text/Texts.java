package dev.sockeye.diagnosis.text;

import dev.sockeye.diagnosis.Evidence;
import dev.sockeye.diagnosis.Figure;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.text.MessageFormat;
import java.text.NumberFormat;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.MissingResourceException;
import java.util.PropertyResourceBundle;
import java.util.ResourceBundle;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The texts of one language: {@code texts.properties} is English and complete, {@code texts_LL.properties} another language.
 * A language that is not there is answered in English. Immutable, and safe for use by several threads.
 *
 * <p>The bundles are read here and not by {@link ResourceBundle#getBundle}, which answers in the machine's language what is
 * not there in the one that was asked for.
 */
public final class Texts {
    private static final Map<String, Texts> BY_LANGUAGE = new ConcurrentHashMap<>();
    private static final long KIBI = 1024;
    private static final Duration MINUTES_FROM = Duration.ofMinutes(2);
    private static final Duration HOURS_FROM = Duration.ofHours(2);
    private static final Duration DAYS_FROM = Duration.ofDays(2);

    private final Locale locale;
    private final ResourceBundle bundle;

    private Texts(Locale locale, ResourceBundle bundle) {
        this.locale = locale;
        this.bundle = bundle;
    }

    /** A bundle that answers from English what it does not hold. */
    private static final class Bundle extends PropertyResourceBundle {
        Bundle(InputStreamReader reader) throws IOException {
            super(reader);
        }

        Bundle behind(ResourceBundle english) {
            setParent(english);
            return this;
        }
    }

    /** {@return the texts in a locale's language, or in English} */
    public static Texts in(Locale locale) {
        String language = isThere(locale.getLanguage()) ? locale.getLanguage() : "en";
        return BY_LANGUAGE.computeIfAbsent(language, Texts::load);
    }

    /** {@return the languages that there are texts in, as ISO 639 codes} */
    public static List<String> languages() {
        return Arrays.stream(Locale.getISOLanguages())
                .filter(Texts::isThere)
                .sorted()
                .toList();
    }

    private static boolean isThere(String language) {
        return language.equals("en") || Texts.class.getResource("texts_" + language + ".properties") != null;
    }

    private static Texts load(String language) {
        Bundle english = read("texts.properties");
        if (language.equals("en")) {
            return new Texts(Locale.ENGLISH, english);
        }
        return new Texts(
                Locale.forLanguageTag(language),
                read("texts_" + language + ".properties").behind(english));
    }

    private static Bundle read(String file) {
        try (InputStream in = Texts.class.getResourceAsStream(file)) {
            if (in == null) {
                throw new MissingResourceException(file + " is missing", Texts.class.getName(), file);
            }
            return new Bundle(new InputStreamReader(in, StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** {@return the language of these texts} */
    public Locale locale() {
        return locale;
    }

    /** {@return the keys that these texts hold themselves or take from English} */
    public Set<String> keys() {
        return bundle.keySet();
    }

    /** {@return whether there is a text of this key} */
    public boolean has(String key) {
        return bundle.containsKey(key);
    }

    /** {@return the text of a key} */
    public String get(String key) {
        return bundle.getString(key);
    }

    /** {@return the text of a key with figures in it} */
    public String get(String key, Figure... figures) {
        Object[] values = Arrays.stream(figures).map(this::value).toArray();
        return new MessageFormat(bundle.getString(key), locale).format(values);
    }

    /** {@return a text of a cause: its title, summary, look, fix or confirm} */
    public String cause(String id, String part) {
        return get("cause." + id + "." + part);
    }

    /** {@return a piece of evidence as a clause} */
    public String evidence(Evidence evidence) {
        return get("evidence." + evidence.id(), evidence.figures().toArray(Figure[]::new));
    }

    /** Numbers stay numbers, so that a text can choose its words by them. */
    private Object value(Figure figure) {
        if (figure instanceof Figure.Count count) {
            return count.number();
        }
        if (figure instanceof Figure.Time time) {
            return time(time.duration());
        }
        return figure instanceof Figure.Size size ? size(size.bytes()) : ((Figure.Word) figure).text();
    }

    /** {@return a length of time, as exact as a reader needs it} */
    public String time(Duration duration) {
        if (duration.compareTo(Duration.ofSeconds(1)) < 0) {
            return number(duration.toMillis()) + " " + get("unit.millisecond");
        }
        if (duration.compareTo(MINUTES_FROM) < 0) {
            return tenths(duration.toMillis() / 1e3) + " " + get("unit.second");
        }
        if (duration.compareTo(HOURS_FROM) < 0) {
            return two(duration.toMinutes(), "unit.minute", duration.toSecondsPart(), "unit.second");
        }
        if (duration.compareTo(DAYS_FROM) < 0) {
            return two(duration.toHours(), "unit.hour", duration.toMinutesPart(), "unit.minute");
        }
        return two(duration.toDays(), "unit.day", duration.toHoursPart(), "unit.hour");
    }

    private String two(long large, String largeUnit, long small, String smallUnit) {
        String text = number(large) + " " + get(largeUnit);
        return small == 0 ? text : text + " " + number(small) + " " + get(smallUnit);
    }

    /** {@return a number of bytes with the largest unit that fits} */
    public String size(long bytes) {
        if (bytes < KIBI) {
            return number(bytes) + " " + get("unit.byte");
        }
        boolean kibi = bytes < KIBI * KIBI;
        double size = (double) bytes / (kibi ? KIBI : KIBI * KIBI);
        return tenths(size) + " " + get(kibi ? "unit.kibibyte" : "unit.mebibyte");
    }

    private String number(long value) {
        return NumberFormat.getIntegerInstance(locale).format(value);
    }

    private String tenths(double value) {
        NumberFormat format = NumberFormat.getInstance(locale);
        format.setMaximumFractionDigits(1);
        return format.format(value);
    }
}
