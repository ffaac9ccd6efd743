package dev.sockeye.conformance.layout;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.lang.ArchRule;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Which module may use what: the boundaries that docs/explanation/architecture.md describes. */
class LayoutTest {
    /** A module may use those before it. */
    private static final List<String> ORDER = List.of(
            "protocol",
            "diagnosis",
            "runtime",
            "micrometer",
            "lab",
            "cli",
            "testkit",
            "conformance",
            "benchmarks",
            "benchmarks/compare");

    private static final List<String> WITH_NO_CLASSES = List.of("bom");

    @Test
    void everyModuleHasItsPlaceInTheOrder() {
        Set<String> known = new HashSet<>(ORDER);
        known.addAll(WITH_NO_CLASSES);

        assertThat(known).containsAll(CompiledModules.names());
    }

    @TestFactory
    List<DynamicTest> aModuleUsesOnlyModulesBeforeIt() {
        return ORDER.stream()
                .filter(CompiledModules.names()::contains)
                .map(module -> DynamicTest.dynamicTest(module, () -> assertUsesOnlyModulesBefore(module)))
                .toList();
    }

    private static void assertUsesOnlyModulesBefore(String module) {
        List<String> after = ORDER.subList(ORDER.indexOf(module) + 1, ORDER.size());
        Set<String> forbidden = CompiledModules.classesOf(after).stream()
                .map(JavaClass::getFullName)
                .collect(Collectors.toSet());
        noClasses()
                .should()
                .dependOnClassesThat(describe("are in " + after, target -> forbidden.contains(target.getFullName())))
                .allowEmptyShould(true)
                .check(CompiledModules.classesOf(List.of(module)));
    }

    @Test
    void onlyTheInternalPackageOfTheRuntimeUsesNetty() {
        ArchRule rule = noClasses()
                .that()
                .resideOutsideOfPackage("dev.sockeye.internal..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.netty..");

        rule.check(CompiledModules.classesOf(
                List.of("protocol", "diagnosis", "runtime", "micrometer", "lab", "cli", "testkit")));
    }

    @Test
    void onlyTheRuntimeHasTheInternalPackage() {
        noClasses()
                .should()
                .resideInAPackage("dev.sockeye.internal..")
                .check(CompiledModules.classesOf(
                        List.of("protocol", "diagnosis", "micrometer", "lab", "cli", "testkit")));
    }

    @Test
    void theProtocolAndTheDiagnosisNeedOnlyTheJdk() {
        classes()
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage("java..", "org.jspecify..", "dev.sockeye.protocol..", "dev.sockeye.diagnosis..")
                .check(CompiledModules.classesOf(List.of("protocol", "diagnosis")));
    }

    @TestFactory
    List<DynamicTest> theProtocolAndTheDiagnosisTakeWhatChangesFromOutside() {
        JavaClasses pure = CompiledModules.classesOf(List.of("protocol", "diagnosis"));
        return Purity.RULES.stream()
                .map(rule -> DynamicTest.dynamicTest(rule.getDescription(), () -> rule.check(pure)))
                .toList();
    }

    @Test
    void theProtocolTouchesNoStreams() {
        Purity.NO_STREAMS.check(CompiledModules.classesOf(List.of("protocol")));
    }

    @Test
    void noTestSleeps() {
        Purity.NO_SLEEP.check(CompiledModules.tests());
    }

    @Test
    void everyPackageIsNullMarked() {
        JavaClasses published = CompiledModules.classesOf(CompiledModules.names());
        Set<String> unmarked = published.stream()
                .filter(type -> !type.getPackageName().isEmpty())
                // Written by JMH at compile time.
                .filter(type -> !type.getPackageName().endsWith(".jmh_generated"))
                .map(JavaClass::getPackage)
                .filter(type -> !type.isAnnotatedWith(NullMarked.class))
                .map(type -> type.getName())
                .collect(Collectors.toSet());

        assertThat(published).isNotEmpty();
        assertThat(unmarked).isEmpty();
    }
}
