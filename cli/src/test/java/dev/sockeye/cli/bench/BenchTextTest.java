package dev.sockeye.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BenchTextTest {
    @ParameterizedTest
    @CsvSource({"7.4, 7 µs", "999, 999 µs", "1234, 1.23 ms", "12345, 12.3 ms", "2500000, 2.50 s"})
    void aTimeIsToldInTheUnitThatFits(double micros, String told) {
        assertThat(BenchText.time(micros)).isEqualTo(told);
    }
}
