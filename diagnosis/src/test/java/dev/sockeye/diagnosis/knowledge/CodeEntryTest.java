package dev.sockeye.diagnosis.knowledge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sockeye.diagnosis.knowledge.CodeEntry.Decides;
import dev.sockeye.diagnosis.knowledge.CodeEntry.Sender;
import dev.sockeye.diagnosis.text.Texts;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CodeEntryTest {
    @Test
    void whoDecidesFitsWhoMaySend() {
        assertThat(Knowledge.tables().codes()).allSatisfy(code -> {
            assertThat(code.decides().isPresent()).isEqualTo(code.isOnWire() || code.local());
            assertThat(code.decides().equals(Optional.of(Decides.LOCAL))).isEqualTo(!code.isOnWire() && code.local());
            assertThat(code.decides().equals(Optional.of(Decides.CLIENT))).isEqualTo(code.sender() == Sender.CLIENT);
        });
    }

    @ParameterizedTest
    @EnumSource
    void whoDecidesIsToldInEveryLanguage(Decides who) {
        for (String language : Texts.languages()) {
            assertThat(Texts.in(Locale.forLanguageTag(language))
                            .has("decides." + who.name().toLowerCase(Locale.ROOT)))
                    .isTrue();
        }
    }
}
