package dev.sockeye.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sockeye.ConnectTarget;
import dev.sockeye.OfflineBuffer;
import dev.sockeye.OfflineBuffer.Overflow;
import dev.sockeye.TargetSource;
import dev.sockeye.protocol.close.CloseCause;
import dev.sockeye.protocol.close.CloseCode;
import dev.sockeye.protocol.close.TransportEnd;
import dev.sockeye.reconnect.ReconnectPolicy;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A link's life, on virtual time that wraps meanwhile. */
class LinkTest {
    private static final CloseCause REFUSED = new CloseCause.ConnectFailed(
            "192.0.2.1:80", TransportEnd.of(TransportEnd.Kind.REFUSED, "Connection refused"));

    private final LinkStage stage = new LinkStage();

    // ---- coming back

    @Test
    void aLostConnectionIsFollowedByAnotherAfterTheDelay() {
        FakeConnection first = stage.open();
        first.message("one");
        first.lose();
        stage.home.pass(Duration.ofMillis(2_499));
        assertThat(stage.connections).hasSize(1);

        stage.home.pass(Duration.ofMillis(1));
        stage.connection().open();
        stage.connection().message("two");

        assertThat(stage.told)
                .containsExactly(
                        "connected 1",
                        "writable",
                        "text one",
                        "disconnected TRANSPORT_LOST: LOST, retry in 2500 ms",
                        "connected 2",
                        "writable",
                        "text two");
    }

    @Test
    @Tag("RFC6455-7.2.3-1")
    @Tag("RFC6455-7.2.3-3")
    void delaysGrowWhileNoConnectionComesAbout() {
        stage.start();
        for (int i = 0; i < 6; i++) {
            stage.connection().fail(REFUSED);
            stage.home.pass(Duration.ofMinutes(1));
        }

        assertThat(stage.told)
                .extracting(line -> line.replaceAll(".* in ", ""))
                .containsExactly("2500 ms", "5000 ms", "10000 ms", "20000 ms", "30000 ms", "30000 ms");
    }

    @Test
    void aServerThatAcceptsAndDropsIsAskedLessAndLess() {
        stage.start();
        for (int i = 0; i < 4; i++) {
            stage.connection().open();
            stage.home.pass(LinkStage.STABLE.minusNanos(1));
            stage.connection().lose();
            stage.home.pass(Duration.ofMinutes(1));
        }

        assertThat(stage.told)
                .filteredOn(line -> line.startsWith("disconnected"))
                .extracting(line -> line.replaceAll(".* in ", ""))
                .containsExactly("2500 ms", "5000 ms", "10000 ms", "20000 ms");
    }

    @Test
    void aStableConnectionBeginsTheDelaysAnew() {
        stage.start();
        for (int i = 0; i < 5; i++) {
            stage.connection().fail(REFUSED);
            stage.home.pass(Duration.ofMinutes(1));
        }
        stage.connection().open();
        stage.home.pass(LinkStage.STABLE);
        stage.told.clear();
        stage.connection().lose();

        assertThat(stage.told).containsExactly("disconnected TRANSPORT_LOST: LOST, retry in 2500 ms");
    }

    @Test
    void afterAStableConnectionAttemptsAreCountedFromOne() {
        FakeConnection first = stage.open();
        stage.home.pass(LinkStage.STABLE);
        first.lose();
        stage.home.pass(Duration.ofMinutes(1));
        stage.connection().open();

        assertThat(stage.requests).extracting(TargetSource.Request::attempt).containsExactly(1, 1);
        assertThat(stage.told)
                .filteredOn(line -> line.startsWith("connected"))
                .containsExactly("connected 1", "connected 1");
    }

    @Test
    void aPolicyThatStopsIsTheEnd() {
        stage.open().closeByPeer(1000);
        stage.home.pass(Duration.ofHours(1));

        assertThat(stage.told).endsWith("disconnected PEER_CLOSED: FINISHED, stop", "gave up PEER_CLOSED");
        assertThat(stage.connections).hasSize(1);
        assertThat(stage.link().ended().toCompletableFuture()).isCompleted();
        assertThat(stage.home.left).isTrue();
        assertThat(stage.send("late")).isEqualTo("CLOSED 0");
    }

    @Test
    void aPolicyThatThrowsIsReplacedByTheDefault() {
        stage.policy = (report, attempt) -> {
            throw new IllegalStateException("a bug");
        };
        stage.open().lose();

        assertThat(stage.told).endsWith("disconnected TRANSPORT_LOST: LOST, retry in 2500 ms");
    }

    @Test
    void aHandlerThatThrowsAtTheEndOfAConnectionDoesNotEndTheLink() {
        stage.policy = ReconnectPolicy.DEFAULT;
        stage.buffer = Optional.of(OfflineBuffer.DEFAULT);
        LinkStage throwing = stage;
        throwing.greeting = () -> {
            if (throwing.connections.size() == 1) {
                throw new IllegalStateException("a bug");
            }
        };
        throwing.start();
        try {
            throwing.connection().open();
        } catch (IllegalStateException expected) {
            throwing.connection().fail(new CloseCause.HandlerFailed(expected.toString()));
        }
        throwing.home.pass(Duration.ofMinutes(1));
        throwing.connection().open();

        assertThat(throwing.told).endsWith("connected 2", "writable");
    }

    @Test
    void retryNowEndsTheWaiting() {
        stage.open().lose();
        stage.link().retryNow();
        stage.home.settle();
        assertThat(stage.connections).hasSize(2);

        stage.link().retryNow();
        stage.home.pass(Duration.ofMinutes(2));
        assertThat(stage.connections)
                .as("an attempt that is under way stays the only one")
                .hasSize(2);
    }

    // ---- targets

    @Test
    void eachAttemptAsksForItsTarget() {
        int[] asked = new int[1];
        stage.targets = request -> CompletableFuture.completedStage(ConnectTarget.of("ws://example.com/" + ++asked[0]));
        stage.open().lose();
        stage.home.pass(Duration.ofMinutes(1));

        assertThat(stage.connections)
                .extracting(made -> made.target.uri())
                .containsExactly("ws://example.com/1", "ws://example.com/2");
    }

    @Test
    void refusedCredentialsAreAskedForOnceMore() {
        stage.refreshable = true;
        stage.start();
        stage.connection().fail(new CloseCause.HandshakeRefused(401, ""));
        stage.home.pass(Duration.ofMinutes(1));
        stage.connection().fail(new CloseCause.HandshakeRefused(401, ""));
        stage.home.pass(Duration.ofMinutes(1));

        assertThat(stage.requests)
                .containsExactly(new TargetSource.Request(1, false), new TargetSource.Request(2, true));
        assertThat(stage.told)
                .endsWith("disconnected HANDSHAKE_REFUSED: CREDENTIALS_REFUSED, stop", "gave up HANDSHAKE_REFUSED");
    }

    @Test
    void aTargetThatDoesNotComeIsAFailedAttempt() {
        CompletableFuture<ConnectTarget> late = new CompletableFuture<>();
        stage.targets = request -> late;
        stage.start();
        stage.home.pass(LinkStage.TARGET_TIMEOUT);
        assertThat(stage.told).containsExactly("disconnected LOCAL_FAILURE: LOCAL_TROUBLE, retry in 2500 ms");

        late.complete(ConnectTarget.of("ws://example.com/late"));
        stage.home.settle();
        assertThat(stage.connections).as("what comes too late is no attempt").isEmpty();
    }

    @Test
    void aSourceThatFailsIsAFailedAttempt() {
        stage.targets = request -> CompletableFuture.supplyAsync(
                () -> {
                    throw new IllegalStateException("no token");
                },
                Runnable::run);
        stage.policy = (report, attempt) -> {
            assertThat(report.cause().describe()).endsWith(": no target for the attempt: no token");
            return ReconnectPolicy.DEFAULT.decide(report, attempt);
        };
        stage.start();
        assertThat(stage.told).containsExactly("disconnected LOCAL_FAILURE: LOCAL_TROUBLE, retry in 2500 ms");

        stage.targets = request -> {
            throw new IllegalStateException("no token");
        };
        stage.home.pass(Duration.ofMillis(2_500));
        assertThat(stage.told).hasSize(2);
    }

    // ---- what is sent

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

    // ---- the buffer

    private void buffer(int messages, long bytes, Overflow overflow) {
        stage.buffer = Optional.of(new OfflineBuffer(messages, bytes, Duration.ofSeconds(30), overflow));
    }

    @Test
    void whatWaitsGoesOutInOrderBehindTheGreeting() {
        buffer(10, 1_000, Overflow.REJECT);
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
        buffer(10, 1_000, Overflow.REJECT);
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
        buffer(10, 1_000, Overflow.REJECT);
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
        buffer(2, 1_000, Overflow.REJECT);
        stage.start();

        assertThat(List.of(stage.send("one"), stage.send("two"), stage.send("three")))
                .containsExactly("QUEUED 1", "QUEUED 2", "BACK_PRESSURED 0");
        assertThat(stage.link().isWritable()).isFalse();
        assertThat(stage.link().waitingMessages()).isEqualTo(2);
    }

    @Test
    void bytesAreBoundedToo() {
        buffer(10, 8, Overflow.REJECT);
        stage.start();

        assertThat(List.of(stage.send("12345"), stage.send("123"), stage.send("1")))
                .containsExactly("QUEUED 1", "QUEUED 2", "BACK_PRESSURED 0");
    }

    @Test
    void theOldestMakeRoomAndAreToldOf() {
        buffer(10, 8, Overflow.DROP_OLDEST);
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
        buffer(10, 1_000, Overflow.REJECT);
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
        buffer(10, 1_000, Overflow.REJECT);
        FakeConnection first = stage.open();
        first.lose();
        stage.send("one");
        stage.link().close(CloseCode.NORMAL, "");
        stage.home.settle();

        assertThat(stage.told).endsWith("ENDED [1] one", "gave up TRANSPORT_LOST");
    }

    @Test
    void aFullConnectionIsWaitedFor() {
        buffer(10, 1_000, Overflow.REJECT);
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

    // ---- closing

    @Test
    void closingGoesBehindWhatWaits() {
        buffer(10, 1_000, Overflow.REJECT);
        stage.start();
        stage.send("one");
        stage.send("two");
        stage.connection().capacity = 1;
        stage.connection().open();
        stage.link().close(CloseCode.GOING_AWAY, "bye");
        stage.home.settle();
        assertThat(stage.connection().closedWith).isNull();
        assertThat(stage.send("late")).isEqualTo("CLOSED 0");

        stage.connection().write();
        assertThat(stage.connection().closedWith).hasToString("1001 \"bye\"");
        stage.connection().answerClose();
        assertThat(stage.connection().read).containsExactly("one", "two");
        assertThat(stage.undelivered).isEmpty();
    }

    @Test
    void closingEndsAnAttempt() {
        stage.start();
        stage.link().close(CloseCode.NORMAL, "");
        stage.home.settle();
        assertThat(stage.connection().cancelled).isTrue();

        stage.connection().fail(new CloseCause.Aborted());
        assertThat(stage.told).containsExactly("disconnected ABORTED: CLOSED_HERE, stop", "gave up ABORTED");
    }

    @Test
    void closingWhileTheTargetIsFetchedNeedsNoConnection() {
        stage.targets = request -> new CompletableFuture<>();
        stage.start();
        stage.link().close(CloseCode.NORMAL, "");
        stage.home.settle();

        assertThat(stage.told).containsExactly("disconnected ABORTED: CLOSED_HERE, stop", "gave up ABORTED");
        assertThat(stage.connections).isEmpty();
    }

    @Test
    void closingWhileItWaitsEndsItAtOnce() {
        stage.open().lose();
        stage.told.clear();
        stage.link().close(CloseCode.NORMAL, "");
        stage.link().close(CloseCode.NORMAL, "");
        stage.home.pass(Duration.ofHours(1));

        assertThat(stage.told).containsExactly("gave up TRANSPORT_LOST");
        assertThat(stage.connections).hasSize(1);
    }

    @Test
    void aClientThatIsClosedEndsItsLinks() {
        stage.open().lose();
        stage.told.clear();
        stage.home.close();
        stage.home.settle();

        assertThat(stage.told).containsExactly("gave up TRANSPORT_LOST");
    }

    @Test
    void aLinkThatStartsWithAClosedClientEnds() {
        stage.home.closed = true;
        stage.start();

        assertThat(stage.told).containsExactly("disconnected ABORTED: CLOSED_HERE, stop", "gave up ABORTED");
    }

    // ---- the machine

    @Test
    void aConnectionHasToProveItselfAfterASleep() {
        FakeConnection first = stage.open();
        stage.home.pass(Duration.ofMinutes(1));
        assertThat(first.probes).isEmpty();

        stage.home.slept = Duration.ofMinutes(10);
        stage.home.pass(Link.WATCH);
        stage.home.pass(Duration.ofMinutes(1));
        assertThat(first.probes).containsExactly(Link.PROBE);
    }

    @Test
    void aConnectionWhoseAddressIsGoneHasToProveItselfOnce() {
        FakeConnection first = stage.open();
        stage.home.gone.add(FakeConnection.LOCAL);
        stage.home.pass(Duration.ofMinutes(1));

        assertThat(first.probes).containsExactly(Link.PROBE);
    }

    @Test
    void aLinkThatWaitsTriesAtOnceAfterASleepOrInANewNetwork() {
        stage.start();
        for (int i = 0; i < 5; i++) {
            stage.connection().fail(REFUSED);
            stage.home.pass(Duration.ofMinutes(1));
        }
        stage.connection().fail(REFUSED);
        int before = stage.connections.size();
        stage.home.networkVersion++;
        stage.home.pass(Link.WATCH);
        assertThat(stage.connections).hasSize(before + 1);

        stage.connection().fail(REFUSED);
        stage.home.slept = Duration.ofMinutes(10);
        stage.home.pass(Link.WATCH);
        assertThat(stage.connections).hasSize(before + 2);
    }

    @Test
    void aPauseHoldsForTheConnectionsThatFollow() {
        FakeConnection first = stage.open();
        stage.link().pause(true);
        stage.home.settle();
        assertThat(first.reading).isFalse();

        first.lose();
        stage.home.pass(Duration.ofSeconds(3));
        stage.connection().open();
        assertThat(stage.connection().reading).isFalse();
        stage.link().pause(false);
        stage.home.settle();
        assertThat(stage.connection().reading).isTrue();
    }

    @Test
    void anApplicationsOwnPongsComeThrough() {
        FakeConnection first = stage.open();
        first.ping(ByteBuffer.allocate(1));
        first.read();

        assertThat(stage.told).endsWith("pong of 1 bytes");
    }
}
