package dev.sockeye.compare.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sockeye.compare.Measurement;
import dev.sockeye.compare.Peer;
import dev.sockeye.compare.Peer.Kind;
import dev.sockeye.compare.Results;
import dev.sockeye.compare.Row;
import java.io.StringReader;
import java.util.List;
import java.util.Map;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.xml.sax.InputSource;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;

/** What is written of fixed figures. */
class ReportTest {
    private static final List<Row> ROWS = List.of(
            Row.cpu("S1", "few & small", Row.RAW), new Row("connect", "opened", "connections/s", false, Row.RAW));
    private static final List<Peer> PEERS =
            List.of(peer("sockeye", "Sockeye"), peer("netty-tcp", "Netty TCP 4"), peer("netty", "Netty 4"));

    private static Peer peer(String name, String title) {
        return new Peer(name, title, Kind.JVM, start -> List.of());
    }

    private static Results results() {
        Results results = new Results();
        results.add("S1", "sockeye", new Measurement(5.15, Map.of(Measurement.SERVER_CPU_SHARE, 0.97)));
        results.add("S1", "sockeye", new Measurement(5.05, Map.of(Measurement.SERVER_CPU_SHARE, 0.99)));
        results.add("S1", "netty-tcp", Measurement.of(5));
        results.add("S1", "netty", Measurement.of(1000));
        results.add("connect", "sockeye", Measurement.of(900));
        results.add("connect", "netty", Measurement.of(1000));
        return results;
    }

    private static Figures figures() {
        return Figures.of(JsonNodeFactory.instance.objectNode().put("kernel", "Linux 6"), ROWS, PEERS, results());
    }

    @Test
    void thePageTellsMediansSpreadsRatiosAndWhoWasBusy() {
        assertThat(PerformancePage.of(figures()))
                .contains("| kernel | Linux 6 |")
                .contains("### S1: few & small")
                .contains("| Sockeye | 5.10 | 5.05 – 5.15 | 1.02 | 0.01 | | server | serverCpuShare 0.980 |")
                .contains("| Netty 4 | 1,000 | 1,000 – 1,000 | 200.00 | 1.00 | |");
    }

    @Test
    void aTargetIsMetOrNotOrNotMeasured() {
        assertThat(PerformancePage.of(figures()))
                .contains("| S1 | ≤ 1.03 × Netty TCP 4 | 1.02 × | met |")
                .contains("| connect | ≥ 1.00 × Netty 4 | 0.90 × | **not met** |")
                .contains("| S7 | ≤ 1,500 | – | not measured |");
    }

    @Test
    void thePageIsTheSameFromTheJsonThatWasWritten() {
        Figures read = new Figures(JsonMapper.shared().readTree(figures().json().toPrettyString()));

        assertThat(PerformancePage.of(read)).isEqualTo(PerformancePage.of(figures()));
    }

    @Test
    void rowsThatAreMeasuredAnewTakeThePlaceOfEarlierOnesAndTheOthersStayWithTheirRun() {
        Results again = new Results();
        again.add("S1", "sockeye", Measurement.of(4));
        again.add("S1", "jetty", Measurement.of(8));
        Figures later = Figures.of(
                JsonNodeFactory.instance.objectNode().put("kernel", "Linux 7"),
                ROWS,
                List.of(peer("sockeye", "Sockeye"), peer("jetty", "Jetty 12")),
                again);

        Figures both = later.over(figures(), List.of("S1", "connect"));

        assertThat(PerformancePage.of(both))
                .contains("| rows | S1 | connect |")
                .contains("| kernel | Linux 7 | Linux 6 |")
                .contains("| Sockeye | 4.00 | 4.00 – 4.00 | | | |")
                .contains("| Jetty 12 | 8.00 |")
                .contains("| connect | ≥ 1.00 × Netty 4 | 0.90 × | **not met** |")
                .doesNotContain("5.10");
        assertThat(PerformancePage.of(later.over(both, List.of("S1"))))
                .contains("| kernel | Linux 7 |")
                .doesNotContain("Linux 6");
    }

    @Test
    void theChartHasABarForEachValueAndCutsTheLongOnes() throws Exception {
        String svg = PerformanceChart.of(figures());
        Document document =
                DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new InputSource(new StringReader(svg)));

        assertThat(document.getElementsByTagName("rect").getLength()).isEqualTo(3);
        assertThat(svg).contains("prefers-color-scheme: dark").contains("few &amp; small");
    }

    @Test
    void theTableTellsRatiosToTheBaselinesThatWereMeasured() {
        List<String> lines = TerminalTable.of(ROWS, PEERS, List.of("netty-tcp", "uwebsockets"), results());

        assertThat(lines)
                .anySatisfy(line -> assertThat(line)
                        .startsWith("  sockeye")
                        .contains("5.10", "× netty-tcp 1.02")
                        .doesNotContain("uwebsockets"));
    }
}
