package dev.sockeye.conformance.faults;

import dev.sockeye.diagnosis.Diagnosis;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Faults that are really injected, each looked at from one end: the diagnosis names the right cause, is as sure as it may be,
 * and is never sure of a wrong one. Run with {@code -Dsockeye.faults.write=true}, it writes the page of the results.
 */
@Timeout(120)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class FaultMatrixTest {
    private static final Path PAGE = Path.of("..", "docs", "reference", "diagnosis-accuracy.md");
    private static final boolean WRITE = Boolean.getBoolean("sockeye.faults.write");

    private static final ConcurrentLinkedQueue<AccuracyPage.Row> ROWS = new ConcurrentLinkedQueue<>();

    private static final ConcurrentLinkedQueue<Comparison.Row> COMPARISONS = new ConcurrentLinkedQueue<>();

    @TempDir
    private static Path directory;

    /** What takes a minute goes on while the other faults are injected. */
    private static List<ForgottenFlow> slow = List.of();

    @BeforeAll
    static void begin() {
        slow = List.of(ForgottenFlow.begin(directory, "reject with tcp reset"), ForgottenFlow.begin(directory, "drop"));
    }

    @AfterAll
    static void end() throws IOException, InterruptedException {
        for (ForgottenFlow flow : slow) {
            flow.end();
        }
        if (WRITE) {
            Files.writeString(PAGE, AccuracyPage.render(List.copyOf(ROWS), List.copyOf(COMPARISONS)));
        }
    }

    @TestFactory
    Stream<DynamicTest> theOpening() {
        return new OpeningCases(directory).all().map(FaultMatrixTest::test);
    }

    @TestFactory
    Stream<DynamicTest> openConnections() {
        return OpenCases.all().map(FaultMatrixTest::test);
    }

    @TestFactory
    Stream<DynamicTest> realProxies() {
        return new ProxyCases(directory).all().map(FaultMatrixTest::test);
    }

    @TestFactory
    Stream<DynamicTest> processes() {
        return new ProcessCases(directory).all().map(FaultMatrixTest::test);
    }

    @TestFactory
    Stream<DynamicTest> networks() {
        return new NetworkCases(directory).all().map(FaultMatrixTest::test);
    }

    @TestFactory
    Stream<DynamicTest> browsers() {
        return new BrowserCases(directory).all().map(FaultMatrixTest::test);
    }

    /** What the users of other clients get to see, beside what Sockeye finds. */
    @TestFactory
    Stream<DynamicTest> otherClients() throws Exception {
        Comparison comparison = new Comparison(directory);
        return comparison
                .all()
                .map(fault -> DynamicTest.dynamicTest(fault.fault() + ", seen by all clients", () -> {
                    Comparison.Row row = comparison.see(fault);
                    COMPARISONS.add(row);
                    row.assertTold();
                }))
                .onClose(comparison::close);
    }

    /** Asked last because it was begun first: its minute passes while the others run. */
    @TestFactory
    @Order(Integer.MAX_VALUE)
    Stream<DynamicTest> whatTakesAMinute() {
        return NetworkCases.forgotten(slow.get(0), slow.get(1)).map(FaultMatrixTest::test);
    }

    private static DynamicTest test(FaultCase one) {
        String name = one.fault() + ", seen by the " + (one.end() == FaultCase.End.CLIENT ? "client" : "server");
        return DynamicTest.dynamicTest(name, () -> {
            Diagnosis diagnosis = Diagnosis.of(one.observation().report());
            ROWS.add(new AccuracyPage.Row(one, diagnosis));
            one.expected().assertMetBy(diagnosis);
        });
    }
}
