package dev.sockeye.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sockeye.Undelivered;
import dev.sockeye.Undelivered.Fate;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What became of each message that a link has taken: the law of accounts, held at every entry. */
final class DayLedger {
    private static final class Entry {
        final long id;
        final String text;
        final boolean greeting;
        final long takenAt;
        int reads;

        @Nullable
        Fate fate;

        Entry(long id, String text, boolean greeting, long takenAt) {
            this.id = id;
            this.text = text;
            this.greeting = greeting;
            this.takenAt = takenAt;
        }

        boolean isSettled() {
            return reads > 0 || fate != null;
        }
    }

    final Map<Fate, Long> fates = new EnumMap<>(Fate.class);
    long reads;
    long readThoughUnconfirmed;

    private final Map<Long, Entry> byId = new HashMap<>();
    private final Map<String, Entry> byText = new HashMap<>();
    private final long maxAgeNanos;
    private long lastId;
    private long lastRead;
    private long unsettled;

    /** Whether a message that is no greeting was read on the connection of the moment. */
    private boolean greetingsOver;

    DayLedger(long maxAgeNanos) {
        this.maxAgeNanos = maxAgeNanos;
    }

    void taken(long id, String text, boolean greeting, long now) {
        assertThat(id).as("numbers follow each other").isEqualTo(lastId + 1);
        lastId = id;
        Entry entry = new Entry(id, text, greeting, now);
        byId.put(id, entry);
        byText.put(text, entry);
        unsettled++;
    }

    void connected() {
        greetingsOver = false;
    }

    void read(String text) {
        Entry entry = Objects.requireNonNull(byText.get(text), text);
        settle(entry);
        entry.reads++;
        reads++;
        assertThat(entry.reads).as("how often %s was read", text).isEqualTo(1);
        assertThat(entry.fate)
                .as("what was told of %s before it was read", text)
                .isNull();
        if (entry.greeting) {
            assertThat(greetingsOver)
                    .as("the greeting %s goes before what waited", text)
                    .isFalse();
        } else {
            greetingsOver = true;
            assertThat(entry.id).as("the order of %s", text).isGreaterThan(lastRead);
            lastRead = entry.id;
        }
    }

    void told(Undelivered undelivered, long now) {
        Fate fate = undelivered.fate();
        fates.merge(fate, undelivered.count(), Long::sum);
        for (Undelivered.IdRange range : undelivered.ids()) {
            assertThat(range.count()).isPositive();
            for (long id = range.first(); id <= range.last(); id++) {
                told(Objects.requireNonNull(byId.get(id), "told of a message that was not taken"), fate, now);
            }
        }
        undelivered
                .messages()
                .forEach(message -> assertThat(StandardCharsets.UTF_8
                                .decode(message.payload().duplicate())
                                .toString())
                        .isEqualTo(Objects.requireNonNull(byId.get(message.id())).text));
        if (fate == Fate.OVERFLOWED || fate == Fate.EXPIRED || fate == Fate.ENDED) {
            assertThat(undelivered.messages()).as("the messages that waited").hasSize((int) undelivered.count());
        }
    }

    private void told(Entry entry, Fate fate, long now) {
        assertThat(entry.fate)
                .as("what was told of %s before %s", entry.text, fate)
                .isNull();
        settle(entry);
        entry.fate = fate;
        if (fate == Fate.UNCONFIRMED) {
            readThoughUnconfirmed += entry.reads;
        } else {
            assertThat(entry.reads)
                    .as("reads of %s, which is %s", entry.text, fate)
                    .isZero();
        }
        if (fate == Fate.EXPIRED) {
            assertThat(now - entry.takenAt).as("the age of %s", entry.text).isGreaterThanOrEqualTo(maxAgeNanos);
        }
    }

    private void settle(Entry entry) {
        if (!entry.isSettled()) {
            unsettled--;
        }
    }

    long taken() {
        return lastId;
    }

    /** {@return how many messages were neither read nor told of} */
    long unsettled() {
        return unsettled;
    }
}
