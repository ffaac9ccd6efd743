package dev.sockeye.conformance.rfc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The clauses of the RFCs, the tests that show them, and the page that tells it. */
class RfcConformanceTest {
    private static final Path PAGE = Path.of("..", "docs", "reference", "rfc-conformance.md");

    /** Set it to write the page instead of comparing it. */
    private static final boolean WRITE = Boolean.getBoolean("sockeye.rfc.write");

    private static final List<Clause> CLAUSES = ClauseList.load();
    private static final Evidence EVIDENCE = Evidence.collect();

    @Test
    void everyClauseIsListedOnceAndInTheOrderOfItsSection() {
        assertThat(CLAUSES).extracting(Clause::name).doesNotHaveDuplicates();
        for (int i = 1; i < CLAUSES.size(); i++) {
            Clause before = CLAUSES.get(i - 1);
            Clause clause = CLAUSES.get(i);
            if (clause.section().equals(before.section())) {
                assertThat(number(clause)).as(clause.name()).isEqualTo(number(before) + 1);
            } else {
                assertThat(number(clause)).as(clause.name()).isEqualTo(1);
            }
        }
    }

    private static int number(Clause clause) {
        return Integer.parseInt(clause.name().substring(clause.name().lastIndexOf('-') + 1));
    }

    @Test
    void everyClauseThatIsOursIsShownByATest() {
        assertThat(CLAUSES)
                .filteredOn(clause -> clause.notOurs().isEmpty())
                .filteredOn(clause -> EVIDENCE.of(clause.name()).isEmpty())
                .extracting(Clause::name)
                .isEmpty();
    }

    @Test
    void noClauseThatIsSaidNotToBeOursIsTestedNevertheless() {
        assertThat(CLAUSES)
                .filteredOn(clause -> clause.notOurs().isPresent())
                .filteredOn(clause -> !EVIDENCE.of(clause.name()).isEmpty())
                .extracting(Clause::name)
                .isEmpty();
    }

    @Test
    void everyNameOfAClauseInATestOrAByteVectorIsInTheList() {
        Set<String> known = CLAUSES.stream().map(Clause::name).collect(Collectors.toSet());

        assertThat(known).containsAll(EVIDENCE.clauses());
    }

    @Test
    void thePageInTheDocumentationIsUpToDate() throws IOException {
        String page = ConformanceTable.render(CLAUSES, EVIDENCE);
        if (WRITE) {
            Files.writeString(PAGE, page);
        }

        assertThat(Files.readString(PAGE))
                .as("write it with: mvn -pl conformance -am verify -Dtest=RfcConformanceTest"
                        + " -Dsurefire.failIfNoSpecifiedTests=false -Dsockeye.rfc.write=true")
                .isEqualTo(page);
    }

    @Test
    void aLineThatIsNoClauseIsRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> ClauseList.parse("RFC6455-5.1 | MUST | both | x"));
        assertThatIllegalArgumentException().isThrownBy(() -> ClauseList.parse("RFC6455-5.1-1 | MUST | x"));
        assertThat(ClauseList.parse("# x\n\nRFC6455-5.1-1 | MUST | both | x\n= why"))
                .singleElement()
                .satisfies(clause -> assertThat(clause.notOurs()).contains("why"))
                .satisfies(clause -> assertThat(clause.section()).isEqualTo("RFC 6455 §5.1"));
    }
}
