package dev.sockeye.conformance.layout;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** What the build has compiled so far: the modules beside this one, each with its classes and its tests. */
public final class CompiledModules {
    /** Maven runs the tests of a module in the module's directory. */
    private static final Path ROOT = Path.of("..");

    private CompiledModules() {}

    /** {@return the directories of the modules, by their paths from the root; some are inside another one} */
    static List<String> names() {
        try (Stream<Path> files = Files.find(ROOT, 3, CompiledModules::isPom)) {
            return files.map(pom -> ROOT.relativize(pom.getParent()).toString())
                    .filter(name -> !name.isEmpty())
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isPom(Path file, BasicFileAttributes attributes) {
        return attributes.isRegularFile() && file.endsWith("pom.xml");
    }

    /** {@return the classes that some modules publish; modules that are not there or not compiled add nothing} */
    public static JavaClasses classesOf(List<String> modules) {
        return importFrom(modules, "target/classes");
    }

    /** {@return the tests of every module} */
    public static JavaClasses tests() {
        return importFrom(names(), "target/test-classes");
    }

    private static JavaClasses importFrom(List<String> modules, String directory) {
        List<Path> paths = new ArrayList<>();
        for (String module : modules) {
            Path path = ROOT.resolve(module).resolve(directory);
            if (Files.isDirectory(path)) {
                paths.add(path);
            }
        }
        return new ClassFileImporter().importPaths(paths);
    }
}
