package dev.sockeye.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sockeye.OfflineBuffer.Overflow;
import dev.sockeye.protocol.close.CloseCode;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What becomes of messages that a link is given to send, on virtual time. */
class LinkSendingTest {
    private final LinkStage stage = new LinkStage();

    // ---- without one

    @Test
    void withoutABufferASendFailsWhileThereIsNoConnection() {
        stage.start();
        assertThat(stage.send("early")).isEqualTo("DISCONNECTED 0");

        stage.connection().open();
        assertThat(stage.send("one")).isEqualTo("QUEUED 1");
        stage.connection().write();
        stage.connection().read();
        assertThat(stage.connection().read).containsExactly("one");
    }

    @Test
    void whatWasWrittenIsUnconfirmedAndWhatWasNotIsNotSent() {
        FakeConnection first = stage.open();
        stage.send("one");
        stage.send("two");
        first.write();
        stage.send("three");
        first.lose();

        assertThat(stage.told)
                .endsWith("UNCONFIRMED [1–2]", "NOT_SENT [3]", "disconnected TRANSPORT_LOST: LOST, retry in 2500 ms");
    }

    @Test
    void aPongToALaterPingConfirms() {
        FakeConnection first = stage.open();
        stage.send("one");
        first.write();
        stage.home.pass(Link.WATCH);
        stage.send("two");
        first.write();
        first.read();
        first.lose();

        assertThat(stage.told)
                .filteredOn(line -> line.startsWith("UNCONFIRMED"))
                .containsExactly("UNCONFIRMED [2]");
    }

    @Test
    void aPingDoesNotConfirmWhatItOvertook() {
        FakeConnection first = stage.open();
        stage.send("one");
        first.write();
        stage.send("two");
        stage.home.pass(Link.WATCH);
        first.write();
        first.read();
        first.lose();

        assertThat(stage.told)
                .filteredOn(line -> line.startsWith("UNCONFIRMED"))
                .containsExactly("UNCONFIRMED [2]");
    }

    @Test
    void whoAnswersOurCloseFrameHasReadAll() {
        FakeConnection first = stage.open();
        stage.send("one");
        stage.link().close(CloseCode.NORMAL, "");
        stage.home.settle();
        first.answerClose();

        assertThat(stage.undelivered).isEmpty();
        assertThat(first.read).containsExactly("one");
        assertThat(stage.told)
                .endsWith("disconnected CLOSED_BY_APPLICATION: CLOSED_HERE, stop", "gave up CLOSED_BY_APPLICATION");
    }

    // ---- with a buffer

    @Test
    void whatWaitsGoesOutInOrderBehindTheGreeting() {
        stage.buffer(10, 1_000, Overflow.REJECT);
        stage.greeting = () -> stage.send("hello");
        stage.start();
        stage.send("one");
        stage.send("two");
        stage.connection().open();
        stage.send("three");
        stage.connection().write();
        stage.connection().read();

        assertThat(stage.connection().read).containsExactly("hello", "one", "two", "three");
    }

    @Test
    void whatAConnectionDidNotWriteGoesOutOnTheNextBeforeAllThatCameLater() {
        stage.buffer(10, 1_000, Overflow.REJECT);
        FakeConnection first = stage.open();
        stage.send("one");
        first.write();
        stage.send("two");
        stage.send("three");
        first.lose();
        stage.send("four");
        stage.home.pass(Duration.ofSeconds(3));
        stage.connection().open();
        stage.connection().write();
        stage.connection().read();

        assertThat(stage.connection().read).containsExactly("two", "three", "four");
        assertThat(stage.told).contains("UNCONFIRMED [1]").noneMatch(line -> line.startsWith("NOT_SENT"));
    }

    @Test
    void aGreetingThatWasNotWrittenIsNotSentOnTheNextConnection() {
        stage.buffer(10, 1_000, Overflow.REJECT);
        stage.greeting = () -> stage.send("hello " + stage.connections.size());
        stage.open().lose();
        stage.home.pass(Duration.ofSeconds(3));
        stage.connection().open();
        stage.connection().write();
        stage.connection().read();

        assertThat(stage.connection().read).containsExactly("hello 2");
        assertThat(stage.told).contains("NOT_SENT [1]");
    }

    @Test
    void aFullBufferTakesNoMore() {
        stage.buffer(2, 1_000, Overflow.REJECT);
        stage.start();

        assertThat(List.of(stage.send("one"), stage.send("two"), stage.send("three")))
                .containsExactly("QUEUED 1", "QUEUED 2", "BACK_PRESSURED 0");
        assertThat(stage.link().isWritable()).isFalse();
        assertThat(stage.link().waitingMessages()).isEqualTo(2);
    }

    @Test
    void bytesAreBoundedToo() {
        stage.buffer(10, 8, Overflow.REJECT);
        stage.start();

        assertThat(List.of(stage.send("12345"), stage.send("123"), stage.send("1")))
                .containsExactly("QUEUED 1", "QUEUED 2", "BACK_PRESSURED 0");
    }

    @Test
    void theOldestMakeRoomAndAreToldOf() {
        stage.buffer(10, 8, Overflow.DROP_OLDEST);
        stage.start();
        stage.send("1234");
        stage.send("123");
        stage.send("123456");
        stage.home.settle();

        assertThat(stage.told).containsExactly("OVERFLOWED [1–2] 1234 123");
        assertThat(stage.link().waitingMessages()).isEqualTo(1);
    }

    @Test
    void whatWaitsForTooLongIsToldOfAndNotSent() {
        stage.buffer(10, 1_000, Overflow.REJECT);
        stage.start();
        stage.send("old");
        stage.home.pass(Duration.ofSeconds(20));
        stage.send("new");
        stage.home.pass(Duration.ofSeconds(12));
        stage.connection().open();
        stage.connection().write();
        stage.connection().read();

        assertThat(stage.told).contains("EXPIRED [1] old");
        assertThat(stage.connection().read).containsExactly("new");
    }

    @Test
    void whatStillWaitsAtTheEndIsToldOf() {
        stage.buffer(10, 1_000, Overflow.REJECT);
        FakeConnection first = stage.open();
        first.lose();
        stage.send("one");
        stage.link().close(CloseCode.NORMAL, "");
        stage.home.settle();

        assertThat(stage.told).endsWith("ENDED [1] one", "gave up TRANSPORT_LOST");
    }

    @Test
    void aFullConnectionIsWaitedFor() {
        stage.buffer(10, 1_000, Overflow.REJECT);
        stage.start();
        stage.send("one");
        stage.send("two");
        stage.send("three");
        stage.connection().capacity = 2;
        stage.connection().open();
        stage.send("four");
        assertThat(stage.link().waitingMessages()).isEqualTo(2);

        stage.connection().write();
        stage.connection().write();
        stage.connection().read();
        assertThat(stage.connection().read).containsExactly("one", "two", "three", "four");
    }
}
