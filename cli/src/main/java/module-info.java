/** The {@code sockeye} command. */
module dev.sockeye.cli {
    requires dev.sockeye;
    requires dev.sockeye.diagnosis;
    requires static transitive org.jspecify;
    requires HdrHistogram;
    requires info.picocli;
    requires java.management;
    requires org.jline.reader;
    requires org.jline.terminal;
    requires org.slf4j;
    requires tools.jackson.databind;

    opens dev.sockeye.cli to
            info.picocli;
    opens dev.sockeye.cli.bench to
            info.picocli;
    opens dev.sockeye.cli.connect to
            info.picocli;
    opens dev.sockeye.cli.explain to
            info.picocli;
    opens dev.sockeye.cli.option to
            info.picocli;
    opens dev.sockeye.cli.serve to
            info.picocli;
}
