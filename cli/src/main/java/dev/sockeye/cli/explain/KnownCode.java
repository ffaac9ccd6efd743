package dev.sockeye.cli.explain;

import dev.sockeye.diagnosis.knowledge.Cause;
import dev.sockeye.diagnosis.knowledge.CodeEntry;
import dev.sockeye.diagnosis.knowledge.CodeRange;
import dev.sockeye.diagnosis.knowledge.Knowledge;
import dev.sockeye.diagnosis.knowledge.PrivateCode;
import dev.sockeye.diagnosis.text.Texts;
import dev.sockeye.protocol.close.CloseCode;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A close code with all that the tables and the texts of one language say of it.
 *
 * @param value 0 to 65,535
 * @param entry if the code is registered or reserved
 * @param services what services mean by it
 */
record KnownCode(int value, Optional<CodeEntry> entry, CodeRange range, List<PrivateCode> services, Texts texts) {
    /** RFC 9110 §15: from redirects to the errors of servers. */
    private static final int LEAST_STATUS = 300;

    private static final int MOST_STATUS = 599;

    /**
     * {@return what is known of a code}
     *
     * @param service whose meaning is asked for; empty for those of all services
     */
    static KnownCode of(int value, Optional<String> service, Texts texts) {
        Knowledge tables = Knowledge.tables();
        List<PrivateCode> services = service.isPresent()
                ? tables.privateCode(service.get(), value).stream().toList()
                : tables.services().stream()
                        .flatMap(name -> tables.privateCode(name, value).stream())
                        .toList();
        return new KnownCode(value, tables.code(value), CodeRange.of(value), services, texts);
    }

    /** {@return the number with its name, or with that of its range} */
    String title() {
        return value + " " + name();
    }

    String name() {
        return entry.map(CodeEntry::name).orElseGet(() -> range("name"));
    }

    /** {@return what the code means, or what its range is for} */
    String meaning() {
        return text("meaning").orElseGet(() -> range("meaning"));
    }

    /** {@return a text of a registered code: its meaning, seen, look, fix or use} */
    Optional<String> text(String part) {
        String key = "code." + value + "." + part;
        return entry.isPresent() && texts.has(key) ? Optional.of(texts.get(key)) : Optional.empty();
    }

    /** {@return a text of the range: its name, meaning or send} */
    String range(String part) {
        return texts.get("range." + range.id() + "." + part);
    }

    boolean isOnWire() {
        return new CloseCode(value).isValidOnWire();
    }

    String wire() {
        return texts.get(isOnWire() ? "label.yes" : "label.never");
    }

    /** {@return who may put it into a Close frame} */
    String sender() {
        return entry.map(known -> texts.get("sender." + id(known.sender()))).orElseGet(() -> range("send"));
    }

    /** {@return whose decision the code is, if that follows from the tables} */
    Optional<String> decides() {
        return entry.flatMap(CodeEntry::decides).map(who -> texts.get("decides." + id(who)));
    }

    Optional<String> clean() {
        return entry.map(known -> texts.get(known.clean() ? "label.yes" : "label.no"));
    }

    Optional<String> reconnect() {
        return entry.map(CodeEntry::reconnect).map(this::advice);
    }

    /** {@return a text on reconnecting} */
    String advice(CodeEntry.Reconnect reconnect) {
        return texts.get("reconnect." + id(reconnect));
    }

    /** {@return the causes that are usual, the likeliest first} */
    List<Cause> causes() {
        return entry.map(known -> Knowledge.tables().causes(known.causes())).orElse(List.of());
    }

    /** {@return when what it stands for strikes: the phases of the causes that show as this code} */
    List<Cause.Phase> phases() {
        Stream<Cause> showing = Knowledge.tables().causes().stream()
                .filter(cause -> cause.codes().contains(value) && entry.isPresent());
        return List.copyOf(Stream.concat(causes().stream(), showing)
                .map(Cause::phase)
                .collect(Collectors.toCollection(TreeSet::new)));
    }

    Optional<String> phase() {
        String phases =
                phases().stream().map(phase -> texts.get("phase." + id(phase))).collect(Collectors.joining("; "));
        return phases.isEmpty() ? Optional.empty() : Optional.of(phases);
    }

    /** {@return how often what it stands for passes by itself: usually, sometimes or never; by its usual causes} */
    Optional<String> transience() {
        List<Cause> causes = causes();
        long passing = causes.stream().filter(Cause::retryable).count();
        if (causes.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(passing == 0 ? "never" : 2 * passing > causes.size() ? "usually" : "sometimes");
    }

    Optional<String> passes() {
        return transience().map(often -> texts.get("transient." + often));
    }

    /** {@return what the number points to if it is meant as the HTTP status of a refused handshake} */
    Optional<Cause> causeAsStatus() {
        return value >= LEAST_STATUS && value <= MOST_STATUS
                ? Knowledge.tables().cause(Cause.ofStatus(value))
                : Optional.empty();
    }

    List<String> links() {
        return entry.map(CodeEntry::links).orElse(List.of());
    }

    /** {@return a constant as it stands in the keys of the texts} */
    static String id(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
