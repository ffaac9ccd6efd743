package dev.sockeye.conformance.autobahn;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** A group of the suite's cases, each run against the server and against the client. */
abstract class AutobahnGroup {
    private static @Nullable Testees testees;

    @BeforeAll
    static void start() throws IOException {
        testees = new Testees();
    }

    @AfterAll
    static void stop() throws IOException {
        if (testees != null) {
            testees.close();
        }
    }

    static Testees testees() {
        if (testees == null) {
            throw new IllegalStateException("the endpoints under test have not been started");
        }
        return testees;
    }

    /** {@return the cases of this group} */
    abstract List<AutobahnCase> cases();

    @TestFactory
    Stream<DynamicTest> asTheSuiteExpects() {
        return Stream.of(Testees.Kind.values()).flatMap(kind -> cases().stream().map(example -> test(kind, example)));
    }

    private static DynamicTest test(Testees.Kind kind, AutobahnCase example) {
        String name = example.id() + " " + kind.name().toLowerCase(Locale.ROOT) + ": " + example.title();
        return DynamicTest.dynamicTest(name, () -> {
            try (Fuzzer fuzzer = testees().open(kind)) {
                example.script().run(fuzzer);
            }
        });
    }
}
