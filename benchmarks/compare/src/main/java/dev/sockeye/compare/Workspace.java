package dev.sockeye.compare;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Where things are.
 *
 * @param root the source tree
 * @param classPath what this program runs with, which the peers on the JVM run with too
 */
public record Workspace(Path root, String classPath) {
    /** {@return the source tree that holds a directory, with the class path of this process} */
    public static Workspace around(Path directory) {
        Path root = directory.toAbsolutePath().normalize();
        while (!Files.exists(root.resolve("sockeye")) || !Files.exists(root.resolve("benchmarks/compare"))) {
            root = root.getParent();
            if (root == null) {
                throw new IllegalArgumentException(directory + " is not in Sockeye's source tree");
            }
        }
        return new Workspace(root, System.getProperty("java.class.path"));
    }

    /** {@return this module's directory} */
    public Path module() {
        return root.resolve("benchmarks/compare");
    }

    /** {@return the program that {@code ./sockeye} has built} */
    public Path sockeyeJar() {
        return root.resolve("cli/target/run/sockeye.jar");
    }

    /** {@return a directory below {@code target}, which is there} */
    public Path output(String name) {
        try {
            return Files.createDirectories(module().resolve("target").resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** {@return the class path without the jars whose names begin so} */
    String classPathWithout(List<String> prefixes) {
        return Arrays.stream(classPath.split(File.pathSeparator))
                .filter(entry -> prefixes.stream()
                        .noneMatch(prefix ->
                                Path.of(entry).getFileName().toString().startsWith(prefix)))
                .collect(Collectors.joining(File.pathSeparator));
    }
}
