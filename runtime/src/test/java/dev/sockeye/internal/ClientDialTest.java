package dev.sockeye.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sockeye.WebSocketClient;
import dev.sockeye.internal.ConnectingTurns.Turn;
import dev.sockeye.protocol.close.TransportEnd;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelPromise;
import io.netty.channel.embedded.EmbeddedChannel;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 8305 on virtual time: connections that answer when the test says so. */
class ClientDialTest {
    private static final Duration DELAY = Duration.ofMillis(250);

    private final EmbeddedChannel clock = new EmbeddedChannel();
    private final ConnectingTurns turns = ConnectingTurns.create();
    private final Map<String, ChannelPromise> connecting = new LinkedHashMap<>();
    private final List<String> events = new ArrayList<>();
    private final List<Turn> held = new ArrayList<>();

    @BeforeEach
    void stopTheClock() {
        clock.freezeTime();
    }

    @AfterEach
    void everyChannelButTheWinnersIsClosed() {
        connecting.forEach((address, promise) ->
                assertThat(promise.channel().isOpen()).as(address).isEqualTo(events.contains("connected " + address)));
        clock.finishAndReleaseAll();
    }

    private static InetAddress address(String text) {
        try {
            return InetAddress.getByName(text);
        } catch (UnknownHostException e) {
            throw new IllegalStateException(e);
        }
    }

    private static InetSocketAddress at(String text) {
        return new InetSocketAddress(address(text), 80);
    }

    private static List<InetAddress> addresses(String... texts) {
        return Stream.of(texts).map(ClientDialTest::address).toList();
    }

    private ClientDial dial(String... texts) {
        ClientDial dial =
                new ClientDial(clock.eventLoop(), this::connect, addresses(texts), 80, turns, DELAY, new Recorder());
        dial.start();
        return dial;
    }

    private ChannelFuture connect(InetSocketAddress target) {
        EmbeddedChannel channel = new EmbeddedChannel();
        ChannelPromise promise = channel.newPromise();
        channel.closeFuture().addListener(closed -> promise.tryFailure(new ConnectException("closed by this end")));
        connecting.put(name(Addresses.text(target)), promise);
        events.add("connect " + name(Addresses.text(target)));
        return promise;
    }

    private static String name(String address) {
        return address.substring(0, address.lastIndexOf(':')).replaceAll("[\\[\\]]", "");
    }

    private ChannelPromise to(String address) {
        ChannelPromise promise = connecting.get(address);
        if (promise == null) {
            throw new AssertionError("nobody connects to " + address + "; " + events);
        }
        return promise;
    }

    private void succeeds(String address) {
        to(address).setSuccess();
    }

    private void refuses(String address) {
        ChannelPromise promise = to(address);
        promise.setFailure(new ConnectException("Connection refused"));
        promise.channel().close();
    }

    private void pass(long millis) {
        clock.advanceTimeBy(millis, TimeUnit.MILLISECONDS);
        clock.runScheduledPendingTasks();
        clock.runPendingTasks();
    }

    private final class Recorder implements ClientDial.Listener {
        @Override
        public void onAddressFailed(String address, TransportEnd end) {
            events.add("failed " + name(address));
        }

        @Override
        public void onTurn(String address, long waitedNanos) {
            events.add("turn " + name(address) + " after " + TimeUnit.NANOSECONDS.toMillis(waitedNanos));
        }

        @Override
        public void onGivenUp(String address, boolean waiting) {
            events.add((waiting ? "stopped waiting for " : "gave up ") + name(address));
        }

        @Override
        public void onConnected(Channel channel, Turn turn) {
            connecting.forEach((address, promise) -> {
                if (promise.channel() == channel) {
                    events.add("connected " + address);
                }
            });
            held.add(turn);
        }

        @Override
        public void onFailed(String address, TransportEnd end) {
            events.add("all failed, most telling " + name(address) + " " + end.kind());
        }
    }

    @ParameterizedTest
    @CsvSource({
        "'10.0.0.1 10.0.0.2 fd00::1 fd00::2', 'fd00::1 10.0.0.1 fd00::2 10.0.0.2'",
        "'10.0.0.1 10.0.0.2 10.0.0.3 fd00::1', 'fd00::1 10.0.0.1 10.0.0.2 10.0.0.3'",
        "'fd00::2 fd00::1', 'fd00::2 fd00::1'",
        "'10.0.0.2 10.0.0.1', '10.0.0.2 10.0.0.1'",
    })
    void familiesAlternateFromIpv6OnAndKeepTheResolversOrderWithinEach(String resolved, String tried) {
        assertThat(ClientDial.interleaved(addresses(resolved.split(" "))))
                .containsExactlyElementsOf(addresses(tried.split(" ")));
    }

    @Test
    void theNextAddressIsTriedWhenTheOneBeforeHasNotAnsweredForTheDelay() {
        dial("10.0.0.1", "10.0.0.2", "10.0.0.3");
        assertThat(events).containsExactly("connect 10.0.0.1");

        pass(249);
        assertThat(events).hasSize(1);
        pass(1);
        assertThat(events).containsExactly("connect 10.0.0.1", "connect 10.0.0.2");
        pass(250);
        assertThat(events).endsWith("connect 10.0.0.3");

        succeeds("10.0.0.2");
        assertThat(events).endsWith("gave up 10.0.0.1", "gave up 10.0.0.3", "connected 10.0.0.2");
        pass(10_000);
        assertThat(events).hasSize(6);
    }

    @Test
    void aFailureStartsTheNextAtOnceAndItsDelayAnew() {
        dial("10.0.0.1", "10.0.0.2", "10.0.0.3");
        pass(100);
        refuses("10.0.0.1");
        assertThat(events).containsExactly("connect 10.0.0.1", "failed 10.0.0.1", "connect 10.0.0.2");

        pass(249);
        assertThat(events).hasSize(3);
        pass(1);
        assertThat(events).endsWith("connect 10.0.0.3");
        succeeds("10.0.0.3");
    }

    @Test
    void oneThatWasTriedEarlierMayStillWin() {
        dial("10.0.0.1", "10.0.0.2");
        pass(250);
        succeeds("10.0.0.1");

        assertThat(events).endsWith("gave up 10.0.0.2", "connected 10.0.0.1");
    }

    @Test
    void aSingleAddressIsTriedOnce() {
        dial("10.0.0.1");
        pass(60_000);
        refuses("10.0.0.1");

        assertThat(events)
                .containsExactly("connect 10.0.0.1", "failed 10.0.0.1", "all failed, most telling 10.0.0.1 REFUSED");
    }

    @Test
    void allHaveFailedWhenTheLastOfThoseUnderWayHas() {
        dial("10.0.0.1", "10.0.0.2");
        pass(250);
        refuses("10.0.0.2");
        assertThat(events).endsWith("failed 10.0.0.2");
        refuses("10.0.0.1");

        assertThat(events).endsWith("failed 10.0.0.1", "all failed, most telling 10.0.0.1 REFUSED");
    }

    @Test
    void theWinnerHoldsItsTurnAndTheOthersGiveTheirsBack() {
        dial("10.0.0.1", "10.0.0.2");
        pass(250);
        succeeds("10.0.0.2");

        assertThat(turns.length(at("10.0.0.1"))).isZero();
        assertThat(turns.length(at("10.0.0.2"))).isEqualTo(1);
        held.get(0).release();
        assertThat(turns.length(at("10.0.0.2"))).isZero();
    }

    @Test
    void anAddressWhoseTurnItIsNotIsWaitedForWhileOthersAreTried() {
        Turn other = turns.turn(at("10.0.0.1"), Runnable::run, turn -> {});
        assertThat(other.ask()).isTrue();
        ClientDial dial = dial("10.0.0.1", "10.0.0.2");
        assertThat(dial.isWaiting()).isTrue();
        pass(250);
        assertThat(events).containsExactly("connect 10.0.0.2");
        assertThat(dial.isWaiting()).isFalse();

        pass(50);
        other.release();
        pass(0);
        assertThat(events).containsExactly("connect 10.0.0.2", "turn 10.0.0.1 after 300", "connect 10.0.0.1");
        succeeds("10.0.0.1");
        assertThat(events).endsWith("gave up 10.0.0.2", "connected 10.0.0.1");
    }

    @Test
    void aTurnThatIsNoLongerNeededIsLeft() {
        Turn other = turns.turn(at("10.0.0.1"), Runnable::run, turn -> {});
        assertThat(other.ask()).isTrue();
        dial("10.0.0.1", "10.0.0.2");
        pass(250);
        succeeds("10.0.0.2");

        assertThat(events).endsWith("stopped waiting for 10.0.0.1", "connected 10.0.0.2");
        assertThat(turns.length(at("10.0.0.1"))).isEqualTo(1);
    }

    @Test
    void whoGivesUpTellsOfEachAddressAndLeavesNothingOpen() {
        ClientDial dial = dial("10.0.0.1", "10.0.0.2", "10.0.0.3");
        pass(250);
        dial.stop();
        pass(10_000);

        assertThat(events)
                .containsExactly("connect 10.0.0.1", "connect 10.0.0.2", "gave up 10.0.0.1", "gave up 10.0.0.2");
        assertThat(turns.length(at("10.0.0.1"))).isZero();
    }

    @ParameterizedTest
    @ValueSource(longs = {9, 2_001})
    void theDelayIsWithinTheRfcsBounds(long millis) {
        WebSocketClient.Builder builder = WebSocketClient.builder().connectionAttemptDelay(Duration.ofMillis(millis));

        assertThatThrownBy(builder::config)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("from 10 ms to 2 s");
    }
}
