package dev.sockeye.diagnosis.knowledge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sockeye.protocol.close.CloseCode;
import dev.sockeye.protocol.close.ClosePayload;
import dev.sockeye.protocol.close.HandshakeFacts;
import dev.sockeye.protocol.handshake.Headers;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each entry that recognises something has an example in examples.conf, and nothing that stands before it takes it away. */
class ExamplesTest {
    private static final Knowledge TABLES = Knowledge.tables();
    private static final List<Entry> EXAMPLES = read();

    private static List<Entry> read() {
        String file = "examples.conf";
        try (InputStream in = ExamplesTest.class.getResourceAsStream(file)) {
            return EntryFile.parse(file, new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Stream<Entry> of(String table) {
        return EXAMPLES.stream().filter(example -> example.id().startsWith(table + "/"));
    }

    private static String entryOf(Entry example) {
        return example.id().substring(example.id().indexOf('/') + 1);
    }

    private static HandshakeFacts response(Entry example) {
        Headers.Builder headers = Headers.builder();
        for (String line : example.all("header")) {
            int colon = line.indexOf(": ");
            headers.add(line.substring(0, colon), line.substring(colon + 2));
        }
        HandshakeFacts none = HandshakeFacts.NONE;
        return new HandshakeFacts(
                example.optional("status").isPresent() ? OptionalInt.of(example.number("status")) : OptionalInt.empty(),
                headers.build(),
                example.optional("body").orElse(""),
                none.subprotocol(),
                none.extensionsOffered(),
                none.extensions(),
                none.client());
    }

    static Stream<Entry> signatures() {
        return of("signature");
    }

    static Stream<Entry> components() {
        return of("component");
    }

    static Stream<Entry> habits() {
        return of("habit");
    }

    static Stream<Entry> phrases() {
        return of("phrase");
    }

    @Test
    void everyEntryThatRecognisesSomethingHasAnExample() {
        Stream<String> entries = Stream.of(
                        TABLES.signatures().stream().map(entry -> "signature/" + entry.id()),
                        TABLES.components().stream().map(entry -> "component/" + entry.id()),
                        TABLES.habits().stream().map(entry -> "habit/" + entry.id()),
                        TABLES.phrases().stream().map(entry -> "phrase/" + entry.id()))
                .flatMap(ids -> ids);

        assertThat(EXAMPLES).extracting(Entry::id).containsExactlyInAnyOrderElementsOf(entries.toList());
    }

    @ParameterizedTest
    @MethodSource("signatures")
    void aRefusalIsKnownByTheMostParticularSignature(Entry example) {
        assertThat(TABLES.signature(response(example))).map(Signature::id).hasValue(entryOf(example));
    }

    @ParameterizedTest
    @MethodSource("components")
    void aResponseShowsTheComponent(Entry example) {
        assertThat(TABLES.component(response(example))).map(Component::id).hasValue(entryOf(example));
    }

    @ParameterizedTest
    @MethodSource("habits")
    void aCloseFrameFitsTheHabitAndASureOneStandsFirst(Entry example) {
        ClosePayload payload = example.text("code").equals("none")
                ? ClosePayload.EMPTY
                : ClosePayload.ofTruncated(
                        new CloseCode(example.number("code")),
                        example.optional("reason").orElse(""));
        List<Habit> habits = TABLES.habits(payload);

        assertThat(habits).extracting(Habit::id).contains(entryOf(example));
        assertThat(habits).extracting(Habit::sure).isSortedAccordingTo((a, b) -> Boolean.compare(b, a));
        assertThat(habits.stream().filter(Habit::sure).map(Habit::cause).distinct())
                .as("the causes that are sure")
                .hasSizeLessThanOrEqualTo(1);
    }

    @ParameterizedTest
    @MethodSource("phrases")
    void aTextIsKnownByTheMostParticularPhrase(Entry example) {
        assertThat(TABLES.phrases(example.text("text")))
                .extracting(Phrase::id)
                .first()
                .isEqualTo(entryOf(example));
    }
}
