package dev.sockeye.compare;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.json.JsonMapper;

/** What is in {@code node/}, with the packages that its package.json names. */
final class NodePrograms {
    private NodePrograms() {}

    /**
     * {@return the words that start a program, once its packages are there}
     *
     * @throws MeasurementException if npm cannot install them
     */
    static synchronized List<String> command(Workspace workspace, String program) throws InterruptedException {
        Path directory = workspace.module().resolve("node");
        File log = workspace.output("logs").resolve("npm.log").toFile();
        try {
            if (!Files.isDirectory(directory.resolve("node_modules"))) {
                List<String> npm = List.of(
                        "npm",
                        "install",
                        "--prefix",
                        directory.toString(),
                        "--no-package-lock",
                        "--no-audit",
                        "--no-fund");
                Processes.lastLine(Processes.start(RunningServer.CORE, npm, log), Duration.ofMinutes(3), log);
            }
        } catch (IOException e) {
            throw new MeasurementException("npm cannot be started", e);
        }
        return List.of("node", directory.resolve(program).toString());
    }

    /** {@return the version that package.json names, after a blank; nothing if it names none} */
    static String versionOf(Workspace workspace, String name) {
        Path file = workspace.module().resolve("node/package.json");
        return Optional.ofNullable(JsonMapper.shared()
                        .readTree(file)
                        .path("dependencies")
                        .path(name)
                        .asString(null))
                .map(version -> " " + version)
                .orElse("");
    }
}
