package dev.sockeye.diagnosis.knowledge;

import dev.sockeye.protocol.close.ClosePayload;
import dev.sockeye.protocol.close.HandshakeFacts;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
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

    /** {@return what services mean by a code, in the order of the file; empty if no known service uses it} */
    public List<PrivateCode> privateCodes(int code) {
        return privateCodes.stream()
                .filter(entry -> entry.codes().contains(code))
                .toList();
    }

    /** {@return what one service means by a code: the entry with the narrowest range that holds it} */
    public Optional<PrivateCode> privateCode(String service, int code) {
        return privateCodes(code).stream()
                .filter(entry -> entry.service().equals(service))
                .min(Comparator.comparingInt(
                        entry -> entry.codes().most() - entry.codes().least()));
    }

    /** {@return the services that have codes of their own, by name} */
    public List<String> services() {
        return privateCodes.stream()
                .map(PrivateCode::service)
                .distinct()
                .sorted()
                .toList();
    }

    /** {@return the causes that an entry of another table names, in its order} */
    public List<Cause> causes(List<String> ids) {
        return ids.stream().map(causes::get).filter(Objects::nonNull).toList();
    }

    public List<Limit> limits() {
        return limits;
    }

    /**
     * {@return the limits that a time is near to, the nearest first} Near means within a second or 2 % of the limit, whichever
     * is more, because timers are coarse and what arms them travels.
     *
     * @param time the silence, age or wait before the end
     */
    public List<Limit> limitsNear(Duration time, Limit.Kind kind) {
        long nanos = TimeUnit.NANOSECONDS.convert(time);
        List<Limit> near = new ArrayList<>();
        for (Limit limit : limits) {
            if (limit.kind() == kind && limit.isNear(nanos)) {
                near.add(limit);
            }
        }
        near.sort(Comparator.comparingLong(limit -> limit.distance(nanos)));
        return List.copyOf(near);
    }

    /**
     * {@return the shortest documented or measured limit of silence that a proxy has by default which shows in a handshake} Its
     * setting may be another one on this path.
     */
    public Optional<Limit> idleLimit(HandshakeFacts handshake) {
        Optional<String> seen = component(handshake).filter(Component::proxy).map(Component::id);
        return limits.stream()
                .filter(limit -> seen.isPresent() && limit.component().equals(seen))
                .filter(limit -> limit.kind() == Limit.Kind.IDLE)
                .filter(limit -> limit.certainty() == Certainty.VERIFIED || limit.certainty() == Certainty.EXPERIMENT)
                .min(Comparator.comparingInt(limit -> limit.seconds().least()));
    }

    public List<Component> components() {
        return components;
    }

    /** {@return the first component that a response shows} */
    public Optional<Component> component(HandshakeFacts handshake) {
        for (Component component : components) {
            if (component.isSeenIn(handshake)) {
                return Optional.of(component);
            }
        }
        return Optional.empty();
    }

    public List<Signature> signatures() {
        return signatures;
    }

    /** {@return the first signature that a refusal bears: the most particular one} */
    public Optional<Signature> signature(HandshakeFacts handshake) {
        return signatures.stream()
                .filter(signature -> signature.isOn(handshake))
                .findFirst();
    }

    public List<Habit> habits() {
        return habits;
    }

    /** {@return the habits that a Close frame may be of, in the order of the file: the more particular ones first} */
    public List<Habit> habits(ClosePayload payload) {
        return habits.stream().filter(habit -> habit.fits(payload)).toList();
    }

    public List<Phrase> phrases() {
        return phrases;
    }

    /** {@return the phrases that are found in a text, in the order of the file: the more particular ones first} */
    public List<Phrase> phrases(String text) {
        return phrases.stream().filter(phrase -> phrase.pattern().isIn(text)).toList();
    }
}
