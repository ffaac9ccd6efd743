package dev.sockeye.diagnosis.knowledge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CodeRangeTest {
    @Test
    void everyNumberThatTwoBytesCarryIsInOneRange() {
        int next = 0;
        for (CodeRange range : CodeRange.values()) {
            assertThat(range.codes().least()).isEqualTo(next);
            assertThat(CodeRange.of(range.codes().least())).isEqualTo(range);
            assertThat(CodeRange.of(range.codes().most())).isEqualTo(range);
            next = range.codes().most() + 1;
        }
        assertThat(next).isEqualTo(65_536);
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 65_536})
    void aNumberThatTwoBytesCannotCarryIsInNone(int code) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CodeRange.of(code))
                .withMessageContaining("" + code);
    }
}
