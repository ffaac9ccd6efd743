package dev.sockeye.compare;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Compiles what is in {@code native/} with the system's C compiler, when it is missing or older than its source. */
final class NativePrograms {
    private NativePrograms() {}

    /**
     * {@return the program made of one source}
     *
     * @param name the source's name without {@code .c}
     * @param libraries more arguments for the compiler, such as {@code -lwebsockets}
     * @throws MeasurementException if it does not compile
     */
    static synchronized Path build(Workspace workspace, String name, List<String> libraries)
            throws InterruptedException {
        Path source = workspace.module().resolve("native").resolve(name + ".c");
        Path program = workspace.output("native").resolve(name);
        File log = workspace.output("logs").resolve("cc-" + name + ".log").toFile();
        try {
            if (Files.exists(program)
                    && Files.getLastModifiedTime(program).compareTo(Files.getLastModifiedTime(source)) >= 0) {
                return program;
            }
            List<String> words = new ArrayList<>(
                    List.of("cc", "-O2", "-std=c11", "-Wall", "-Wextra", "-o", program.toString(), source.toString()));
            words.addAll(libraries);
            Processes.lastLine(Processes.start(RunningServer.CORE, words, log), Duration.ofSeconds(60), log);
            return program;
        } catch (IOException e) {
            throw new MeasurementException("cc cannot be started; is gcc installed?", e);
        }
    }
}
