package dev.sockeye.cli;

import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The locale that the user's environment asks for. It is read here because the JVM knows only locales that are installed, and
 * a container mostly has none.
 */
final class UserLocale {
    private UserLocale() {}

    /** {@return the locale of these variables, in the order in which POSIX looks at them; the JVM's if they say nothing} */
    static Locale of(Map<String, String> environment) {
        return Stream.of("LC_ALL", "LC_MESSAGES", "LANG")
                .map(name -> environment.getOrDefault(name, ""))
                .filter(value -> !value.isEmpty())
                .findFirst()
                .map(UserLocale::parse)
                .orElseGet(() -> Locale.getDefault(Locale.Category.DISPLAY));
    }

    /** Such as {@code vi_VN.UTF-8}; {@code C} and {@code POSIX} stand for no language. */
    private static Locale parse(String value) {
        String name = value.split("[.@]", 2)[0];
        return name.equals("C") || name.equals("POSIX") ? Locale.ROOT : Locale.forLanguageTag(name.replace('_', '-'));
    }
}
