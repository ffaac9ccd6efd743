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

    // ---- closing

    @Test
    void closingGoesBehindWhatWaits() {
        stage.buffer(10, 1_000, Overflow.REJECT);
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
