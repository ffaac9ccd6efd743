package dev.sockeye.diagnosis.knowledge;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * The tables, read once when they are first asked for. Immutable.
 *
 * <p>Where one table names an entry of another it does so by its id; a test checks that each is there.
 */
public final class Knowledge {
    private final Map<String, Cause> causes;
    private final Map<Integer, CodeEntry> codes;
    private final List<PrivateCode> privateCodes;
    private final List<Limit> limits;
    private final List<Component> components;
    private final List<Signature> signatures;
    private final List<Habit> habits;
    private final List<Phrase> phrases;

    private Knowledge() {
        causes = byId(read("causes", Cause::of), Cause::id);
        codes = byId(read("codes", CodeEntry::of), CodeEntry::value);
        privateCodes = read("private-codes", PrivateCode::of);
        limits = read("limits", Limit::of);
        components = read("components", Component::of);
        signatures = read("signatures", Signature::of);
        habits = read("habits", Habit::of);
        phrases = read("phrases", Phrase::of);
    }

    private static final class Loaded {
        static final Knowledge KNOWLEDGE = new Knowledge();
    }

    /** {@return the tables} */
    public static Knowledge tables() {
        return Loaded.KNOWLEDGE;
    }

    private static <T> List<T> read(String name, Function<Entry, T> of) {
        String file = name + ".conf";
        try (InputStream in = Knowledge.class.getResourceAsStream(file)) {
            if (in == null) {
                throw new IllegalStateException(file + " is missing");
            }
            return EntryFile.parse(file, new String(in.readAllBytes(), StandardCharsets.UTF_8)).stream()
                    .map(of)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static <K, T> Map<K, T> byId(List<T> entries, Function<T, K> id) {
        Map<K, T> map = new LinkedHashMap<>();
        entries.forEach(entry -> map.put(id.apply(entry), entry));
        return map;
    }

    /** {@return every cause, in the order of the file} */
    public List<Cause> causes() {
        return List.copyOf(causes.values());
    }

    public Optional<Cause> cause(String id) {
        return Optional.ofNullable(causes.get(id));
    }

    /** {@return the registered and reserved codes, ascending} */
    public List<CodeEntry> codes() {
        return List.copyOf(codes.values());
    }

    public Optional<CodeEntry> code(int value) {
        return Optional.ofNullable(codes.get(value));
    }

    public List<PrivateCode> privateCodes() {
        return privateCodes;
    }

    public List<Limit> limits() {
        return limits;
    }

    public List<Component> components() {
        return components;
    }

    public List<Signature> signatures() {
        return signatures;
    }

    public List<Habit> habits() {
        return habits;
    }

    public List<Phrase> phrases() {
        return phrases;
    }
}
