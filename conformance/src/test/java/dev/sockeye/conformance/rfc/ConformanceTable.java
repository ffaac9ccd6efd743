package dev.sockeye.conformance.rfc;

import java.util.List;

/** The page that tells which clause is shown by which tests. The same input makes the same page, byte by byte. */
final class ConformanceTable {
    private ConformanceTable() {}

    static String render(List<Clause> clauses, Evidence evidence) {
        StringBuilder page = new StringBuilder("""
                # RFC conformance

                Every MUST, MUST NOT and SHOULD of RFC 6455 §§3–11 and of RFC 7692, in the order of the text, with the tests
                that show it. This page is made from the tests: a test names the clauses it shows as JUnit tags, so the tests
                of one clause run with `mvn verify -Dgroups=RFC6455-5.1-2`, and a clause without a test fails the build.
                A level in lower case is a rule that the RFC states without the capitals.

                """);
        long ours =
                clauses.stream().filter(clause -> clause.notOurs().isEmpty()).count();
        page.append(clauses.size())
                .append(" clauses: ")
                .append(ours)
                .append(" shown by tests, ")
                .append(clauses.size() - ours)
                .append(" not ours to test, each with the reason.\n");
        String section = "";
        for (Clause clause : clauses) {
            if (!clause.section().equals(section)) {
                section = clause.section();
                page.append("\n## ").append(section).append("\n\n");
                page.append("| clause | level | who | what it asks | shown by |\n|---|---|---|---|---|\n");
            }
            page.append("| ")
                    .append(clause.name())
                    .append(" | ")
                    .append(clause.level())
                    .append(" | ")
                    .append(clause.who())
                    .append(" | ")
                    .append(clause.text())
                    .append(" | ")
                    .append(shownBy(clause, evidence))
                    .append(" |\n");
        }
        return page.toString();
    }

    private static String shownBy(Clause clause, Evidence evidence) {
        List<String> shown = evidence.of(clause.name());
        String reason = clause.notOurs().map(why -> "*Not tested:* " + why).orElse("");
        return reason.isEmpty() ? String.join("<br>", shown) : reason;
    }
}
