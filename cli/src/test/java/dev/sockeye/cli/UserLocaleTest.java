package dev.sockeye.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;

class UserLocaleTest {
    @Test
    void theLanguageIsThatOfTheEnvironmentWhetherTheSystemHasItOrNot() {
        assertThat(UserLocale.of(Map.of("LANG", "vi_VN.UTF-8")).getLanguage()).isEqualTo("vi");
        assertThat(UserLocale.of(Map.of("LANG", "ca@valencia")).getLanguage()).isEqualTo("ca");
    }

    @Test
    void variablesCountInTheOrderOfPosix() {
        Map<String, String> environment = Map.of("LANG", "vi", "LC_MESSAGES", "de_DE", "LC_ALL", "");

        assertThat(UserLocale.of(environment).getLanguage()).isEqualTo("de");
        assertThat(UserLocale.of(Map.of("LANG", "vi", "LC_ALL", "fr")).getLanguage())
                .isEqualTo("fr");
    }

    @Test
    void cAndPosixAreNoLanguage() {
        assertThat(UserLocale.of(Map.of("LANG", "C.UTF-8"))).isEqualTo(Locale.ROOT);
        assertThat(UserLocale.of(Map.of("LC_ALL", "POSIX", "LANG", "vi"))).isEqualTo(Locale.ROOT);
    }

    @Test
    void withoutVariablesTheJvmKnows() {
        assertThat(UserLocale.of(Map.of())).isEqualTo(Locale.getDefault(Locale.Category.DISPLAY));
    }
}
