package dev.sockeye.conformance.layout;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import java.io.FilterInputStream;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.AbstractQueuedSynchronizer;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Each rule finds a class of the JDK that does what it forbids: a rule that finds nothing would hold for anything. */
class PurityTest {
    static Stream<Arguments> offenders() {
        return Stream.of(
                Arguments.of(Purity.NO_CLOCK, java.util.Timer.class),
                Arguments.of(Purity.NO_CLOCK, java.time.LocalDate.class),
                Arguments.of(Purity.NO_THREAD, java.util.Timer.class),
                Arguments.of(Purity.NO_THREAD, AbstractQueuedSynchronizer.class),
                Arguments.of(Purity.NO_RANDOMNESS, UUID.class),
                Arguments.of(Purity.NO_RANDOMNESS, java.util.Collections.class),
                Arguments.of(Purity.NO_NETWORK_AND_NO_FILES, java.net.Socket.class),
                Arguments.of(Purity.NO_NETWORK_AND_NO_FILES, java.util.Scanner.class),
                Arguments.of(Purity.NO_LOGGING, java.util.logging.Handler.class),
                Arguments.of(Purity.NO_LOGGING, Throwable.class),
                Arguments.of(Purity.NO_STREAMS, FilterInputStream.class),
                Arguments.of(Purity.NO_SLEEP, TimeUnit.class),
                Arguments.of(Purity.NO_SLEEP, AbstractQueuedSynchronizer.class));
    }

    @ParameterizedTest
    @MethodSource("offenders")
    void aRuleFindsWhatItForbids(ArchRule rule, Class<?> offender) {
        assertThat(rule.evaluate(new ClassFileImporter().importClasses(offender))
                        .hasViolation())
                .isTrue();
    }
}
