package dev.sockeye.conformance.rfc;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import dev.sockeye.conformance.layout.CompiledModules;
import dev.sockeye.protocol.connection.Connection;
import dev.sockeye.protocol.extension.ThreadResources;
import dev.sockeye.protocol.handshake.ClientHandshake;
import java.security.SecureRandom;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Where the masking keys of real connections, and the keys of their handshakes, come from. */
@Tag("RFC6455-5.3-3")
@Tag("RFC6455-5.3-4")
@Tag("RFC6455-10.3-1")
class MaskingKeySourceTest {
    private static final String ENTROPY = "dev.sockeye.internal.Entropy";
    private static final String RESOURCES_OF_A_LOOP = "dev.sockeye.internal.LoopResources.codecs()";
    private final JavaClasses runtime = CompiledModules.classesOf(List.of("runtime"));

    @Test
    void entropyIsDrawnFromACryptographicGenerator() {
        classes()
                .that()
                .haveFullyQualifiedName(ENTROPY)
                .should()
                .dependOnClassesThat()
                .areAssignableTo(SecureRandom.class)
                .check(runtime);
        noClasses()
                .that()
                .haveFullyQualifiedName(ENTROPY)
                .should()
                .callConstructor(Random.class)
                .orShould()
                .dependOnClassesThat()
                .areAssignableTo(SplittableRandom.class)
                .check(runtime);
    }

    @Test
    void whoeverMakesAConnectionTakesItsEntropyFromThere() {
        assertThat(makersOf(Connection.class))
                .isNotEmpty()
                .allSatisfy(maker -> assertThat(maker.getMethodCallsFromSelf())
                        .extracting(call -> call.getTarget().getFullName())
                        .contains(RESOURCES_OF_A_LOOP));
        assertThat(makersOf(ThreadResources.class))
                .isNotEmpty()
                .allSatisfy(maker -> assertThat(maker.getConstructorCallsFromSelf())
                        .extracting(call -> call.getTargetOwner().getName())
                        .contains(ENTROPY));
    }

    private List<JavaCodeUnit> makersOf(Class<?> type) {
        return runtime.stream()
                .flatMap(maker -> maker.getCodeUnits().stream())
                .filter(code -> code.getConstructorCallsFromSelf().stream()
                        .anyMatch(call -> call.getTargetOwner().isEquivalentTo(type)))
                .toList();
    }

    @Test
    @Tag("RFC6455-4.1-22")
    void whoeverBeginsAHandshakeTakesItsKeyFromThere() {
        List<JavaClass> beginners = runtime.stream()
                .filter(type -> type.getMethodCallsFromSelf().stream()
                        .anyMatch(call -> call.getTargetOwner().isEquivalentTo(ClientHandshake.class)
                                && call.getTarget().getName().equals("attempt")))
                .toList();

        assertThat(beginners)
                .isNotEmpty()
                .allSatisfy(type -> assertThat(type.getMethodCallsFromSelf())
                        .extracting(call -> call.getTargetOwner().getName())
                        .contains(ENTROPY));
    }
}
