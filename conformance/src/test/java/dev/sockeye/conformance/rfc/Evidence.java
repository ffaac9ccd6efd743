package dev.sockeye.conformance.rfc;

import com.tngtech.archunit.core.domain.JavaAnnotation;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.domain.properties.HasAnnotations;
import dev.sockeye.conformance.layout.CompiledModules;
import dev.sockeye.testkit.ByteVector;
import dev.sockeye.testkit.ByteVectors;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Tags;

/** Which tests and byte vectors show which clause: read from the compiled tests of all modules, without running them. */
final class Evidence {
    /** Names of tests by clause. */
    private final Map<String, Set<String>> tests = new TreeMap<>();

    /** How many vectors of which file, by clause. */
    private final Map<String, Map<String, Integer>> vectors = new TreeMap<>();

    private Evidence() {}

    static Evidence collect() {
        Evidence evidence = new Evidence();
        for (JavaClass type : CompiledModules.tests()) {
            tags(type).forEach(clause -> evidence.addTest(clause, nameOf(type)));
            for (JavaMethod method : type.getMethods()) {
                tags(method).forEach(clause -> evidence.addTest(clause, nameOf(type) + "." + method.getName()));
            }
        }
        for (ByteVector vector : ByteVectors.all()) {
            vector.clauses().forEach(clause -> evidence.addVector(clause, vector.file()));
        }
        return evidence;
    }

    private void addTest(String clause, String test) {
        tests.computeIfAbsent(clause, name -> new TreeSet<>()).add(test);
    }

    private void addVector(String clause, String file) {
        vectors.computeIfAbsent(clause, name -> new TreeMap<>()).merge(file, 1, Integer::sum);
    }

    /** {@return the names of all clauses that something claims to show} */
    Set<String> clauses() {
        Set<String> names = new TreeSet<>(tests.keySet());
        names.addAll(vectors.keySet());
        return names;
    }

    /** {@return what shows the clause, in words; empty if nothing does} */
    List<String> of(String clause) {
        List<String> shown = new ArrayList<>(tests.getOrDefault(clause, Set.of()));
        vectors.getOrDefault(clause, Map.of())
                .forEach((file, count) ->
                        shown.add(count + (count == 1 ? " byte vector" : " byte vectors") + " in " + file));
        return shown;
    }

    /** A nested test class is named with the class it stands in. */
    private static String nameOf(JavaClass type) {
        String name = type.getName();
        return name.substring(name.lastIndexOf('.') + 1).replace('$', '.');
    }

    private static List<String> tags(HasAnnotations<?> place) {
        List<String> found = new ArrayList<>();
        for (JavaAnnotation<?> annotation : place.getAnnotations()) {
            if (annotation.getRawType().isEquivalentTo(Tag.class)) {
                found.add(annotation.as(Tag.class).value());
            } else if (annotation.getRawType().isEquivalentTo(Tags.class)) {
                for (Tag tag : annotation.as(Tags.class).value()) {
                    found.add(tag.value());
                }
            }
        }
        return found.stream().filter(tag -> tag.startsWith("RFC")).toList();
    }
}
