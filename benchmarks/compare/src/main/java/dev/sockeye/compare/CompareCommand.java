package dev.sockeye.compare;

import dev.sockeye.compare.report.Figures;
import dev.sockeye.compare.report.PerformanceChart;
import dev.sockeye.compare.report.PerformancePage;
import dev.sockeye.compare.report.TerminalTable;
import dev.sockeye.compare.scenario.AllocationScenario;
import dev.sockeye.compare.scenario.BenchScenario;
import dev.sockeye.compare.scenario.ConnectScenario;
import dev.sockeye.compare.scenario.DeflateScenario;
import dev.sockeye.compare.scenario.EchoScenario;
import dev.sockeye.compare.scenario.IdleScenario;
import dev.sockeye.compare.scenario.Scenario;
import dev.sockeye.compare.scenario.Setup;
import dev.sockeye.compare.scenario.SizesScenario;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Function;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;

/** The command behind {@code scripts/compare}. */
@Command(
        name = "scripts/compare",
        mixinStandardHelpOptions = true,
        description =
                "Measures Sockeye beside other WebSocket servers on this machine, each pinned to core 0 with the load"
                        + " on core 1, and prints medians, spreads and ratios.")
public final class CompareCommand implements Callable<Integer> {
    /** The servers that ratios are given to. */
    private static final List<String> BASELINES = List.of("netty-tcp", "netty", "uwebsockets");

    @Option(names = "--servers", split = ",", paramLabel = "NAME", description = "Only these. Default: all")
    private List<String> servers = List.of();

    @Option(names = "--scenarios", split = ",", paramLabel = "ID", description = "Only these. Default: all")
    private List<String> scenarios = List.of();

    @Option(names = "--rounds", paramLabel = "N", description = "Default: ${DEFAULT-VALUE}")
    private int rounds = 3;

    @Option(names = "--seconds", paramLabel = "N", description = "Of each window. Default: ${DEFAULT-VALUE}")
    private double seconds = 1.5;

    @Option(names = "--warmup", paramLabel = "N", description = "Seconds of load before it. Default: ${DEFAULT-VALUE}")
    private double warmup = 2;

    @Option(
            names = "--write",
            description =
                    "Write the figures to docs/reference: performance.json, where they take the place of earlier ones of the"
                            + " same rows, and from it the page and the chart.")
    private boolean write;

    @Option(names = "--page", description = "Measure nothing, and write the page and the chart from performance.json.")
    private boolean page;

    @Spec
    private CommandSpec spec;

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new CompareCommand()).execute(arguments));
    }

    @Override
    public Integer call() throws InterruptedException, IOException {
        Workspace workspace = Workspace.around(Path.of(""));
        Path reference = workspace.root().resolve("docs/reference");
        if (page) {
            writePage(reference, written(reference));
            return 0;
        }
        List<Peer> peers = chosen("server", new Peers(workspace).all(), servers, Peer::name);
        Setup setup = new Setup(
                workspace, new Timing(warmup, seconds), RawGenerator.of(workspace), new SockeyeBench(workspace));
        List<Scenario> all = all(setup);
        List<Scenario> measured = chosen("scenario", all, scenarios, Scenario::id);
        List<Row> rows = rowsOf(measured);

        Results results = new Comparison(peers, measured, System.err).run(rounds);

        TerminalTable.of(rows, peers, BASELINES, results).forEach(System.out::println);
        if (write) {
            String command = "scripts/compare "
                    + String.join(" ", spec.commandLine().getParseResult().originalArgs());
            Figures figures = Figures.of(
                            Machine.describe(
                                    workspace,
                                    LocalDate.now(ZoneOffset.UTC).toString(),
                                    command,
                                    rounds,
                                    setup.timing()),
                            rows,
                            peers,
                            results)
                    .over(written(reference), rowsOf(all).stream().map(Row::id).toList());
            Files.writeString(
                    reference.resolve("performance.json"), figures.json().toPrettyString() + "\n");
            writePage(reference, figures);
        }
        return 0;
    }

    private static List<Row> rowsOf(List<Scenario> scenarios) {
        return scenarios.stream().flatMap(scenario -> scenario.rows().stream()).toList();
    }

    private static Figures written(Path reference) {
        return new Figures(JsonMapper.shared().readTree(reference.resolve("performance.json")));
    }

    private static void writePage(Path reference, Figures figures) throws IOException {
        Files.writeString(reference.resolve("performance.md"), PerformancePage.of(figures));
        Files.writeString(reference.resolve("performance.svg"), PerformanceChart.of(figures));
    }

    private static List<Scenario> all(Setup setup) {
        List<Scenario> all = new ArrayList<>(EchoScenario.all(setup));
        all.add(new DeflateScenario(setup));
        all.add(new IdleScenario(setup));
        all.addAll(BenchScenario.all(setup));
        all.add(new ConnectScenario(setup));
        all.add(new SizesScenario(setup));
        all.add(new AllocationScenario(setup));
        return all;
    }

    private static <T> List<T> chosen(String what, List<T> all, List<String> names, Function<T, String> nameOf) {
        List<String> known = all.stream().map(nameOf).toList();
        for (String name : names) {
            if (!known.contains(name)) {
                throw new IllegalArgumentException("no " + what + " is called " + name + "; there are " + known);
            }
        }
        return names.isEmpty()
                ? all
                : all.stream().filter(one -> names.contains(nameOf.apply(one))).toList();
    }
}
