/** The {@code sockeye} command. */
module dev.sockeye.cli {
    requires dev.sockeye;
    requires static transitive org.jspecify;
    requires info.picocli;

    opens dev.sockeye.cli to
            info.picocli;
}
