package dev.sockeye.diagnosis.knowledge;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * One entry of a data file, as text: an id and named values. Asking for a value that is not as it should be throws an {@link
 * IllegalArgumentException} that names file, line and key.
 *
 * @param place file and line, for messages
 * @param values by key, each as often as it stands in the entry
 */
record Entry(String place, String id, Map<String, List<String>> values) {
    Entry {
        values = Map.copyOf(values);
    }

    /** {@return the value of a key that stands once} */
    String text(String key) {
        return optional(key).orElseThrow(() -> wrong(key, "is missing"));
    }

    /** {@return the value of a key that stands at most once} */
    Optional<String> optional(String key) {
        List<String> all = all(key);
        if (all.size() > 1) {
            throw wrong(key, "stands more than once");
        }
        return all.stream().findFirst();
    }

    /** {@return every value of a key, in order} */
    List<String> all(String key) {
        return values.getOrDefault(key, List.of());
    }

    /** {@return a constant of an enum, written in lower case with hyphens} */
    <E extends Enum<E>> E constant(String key, Class<E> type) {
        String text = text(key);
        try {
            return Enum.valueOf(type, text.toUpperCase(Locale.ROOT).replace('-', '_'));
        } catch (IllegalArgumentException unknown) {
            throw wrong(key, "is \"" + text + "\", which is none of " + List.of(type.getEnumConstants()));
        }
    }

    /** {@return a whole number} */
    int number(String key) {
        Range range = range(key);
        if (range.least() != range.most()) {
            throw wrong(key, "is \"" + text(key) + "\", expected one number");
        }
        return range.least();
    }

    /** {@return a range such as {@code 230..240}; a single number is a range of one} */
    Range range(String key) {
        String text = text(key);
        try {
            return Range.parse(text);
        } catch (IllegalArgumentException wrong) {
            throw wrong(key, "is \"" + text + "\", expected a whole number, or two with .. between");
        }
    }

    /** {@return yes or no} */
    boolean flag(String key) {
        String text = text(key);
        if (!text.equals("yes") && !text.equals("no")) {
            throw wrong(key, "is \"" + text + "\", expected yes or no");
        }
        return text.equals("yes");
    }

    Certainty certainty() {
        return constant("certainty", Certainty.class);
    }

    /** {@return the texts under a key by language, such as {@code meaning.en}} */
    LocalText local(String key) {
        return new LocalText(text(key + ".en"), text(key + ".vi"));
    }

    /** Throws if there is a key that is none of these. */
    void allowOnly(Set<String> keys) {
        for (String key : values.keySet()) {
            if (!keys.contains(key)) {
                throw wrong(key, "is not known here");
            }
        }
    }

    IllegalArgumentException wrong(String key, String what) {
        return new IllegalArgumentException(place + ": " + key + " of [" + id + "] " + what);
    }
}
