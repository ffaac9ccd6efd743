package dev.sockeye.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sockeye.internal.ConnectingTurns.Turn;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("RFC6455-4.1-3")
class ConnectingTurnsTest {
    private static final InetSocketAddress HERE = address(1, 80);
    private static final InetSocketAddress OTHER_PORT = address(1, 81);
    private static final InetSocketAddress OTHER_HOST = address(2, 80);

    private final ConnectingTurns turns = ConnectingTurns.create();
    private final List<Runnable> tasks = new ArrayList<>();
    private final List<Turn> begun = new ArrayList<>();

    private static InetSocketAddress address(int last, int port) {
        try {
            return new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, (byte) last}), port);
        } catch (UnknownHostException e) {
            throw new IllegalStateException(e);
        }
    }

    private Turn turn(InetSocketAddress address) {
        return turn(address, tasks::add);
    }

    private Turn turn(InetSocketAddress address, Executor executor) {
        return turns.turn(address, executor, begun::add);
    }

    private void runTasks() {
        List<Runnable> due = List.copyOf(tasks);
        tasks.clear();
        due.forEach(Runnable::run);
    }

    @Test
    void whoAsksFirstNeedsNotWaitAndTheOthersFollowInOrder() {
        Turn first = turn(HERE);
        Turn second = turn(HERE);
        Turn third = turn(HERE);

        assertThat(first.ask()).isTrue();
        assertThat(second.ask()).isFalse();
        assertThat(third.ask()).isFalse();
        runTasks();
        assertThat(begun).isEmpty();

        first.release();
        runTasks();
        assertThat(begun).containsExactly(second);
        second.release();
        runTasks();
        assertThat(begun).containsExactly(second, third);
        third.release();
        runTasks();
        assertThat(turns.length(HERE)).isZero();
        assertThat(turn(HERE).ask()).isTrue();
    }

    @Test
    void anotherAddressOrPortIsNotWaitedFor() {
        assertThat(turn(HERE).ask()).isTrue();
        assertThat(turn(OTHER_PORT).ask()).isTrue();
        assertThat(turn(OTHER_HOST).ask()).isTrue();
    }

    @Test
    void aTurnIsGivenBackOnce() {
        Turn first = turn(HERE);
        Turn second = turn(HERE);
        Turn third = turn(HERE);
        List.of(first, second, third).forEach(Turn::ask);

        first.release();
        first.release();
        runTasks();

        assertThat(begun).containsExactly(second);
        assertThat(turns.length(HERE)).isEqualTo(2);
    }

    @Test
    void oneThatGivesUpWaitingIsPassedOver() {
        Turn first = turn(HERE);
        Turn second = turn(HERE);
        Turn third = turn(HERE);
        List.of(first, second, third).forEach(Turn::ask);

        second.release();
        runTasks();
        assertThat(begun).isEmpty();
        first.release();
        runTasks();
        assertThat(begun).containsExactly(third);
    }

    @Test
    void oneThatGivesUpWhileItsTurnIsOnTheWayHandsItOn() {
        Turn first = turn(HERE);
        Turn second = turn(HERE);
        Turn third = turn(HERE);
        List.of(first, second, third).forEach(Turn::ask);

        first.release();
        second.release();
        runTasks();

        assertThat(begun).containsExactly(third);
    }

    @Test
    void oneWhoseExecutorHasEndedIsPassedOver() {
        Turn first = turn(HERE);
        Turn gone = turn(HERE, task -> {
            throw new RejectedExecutionException();
        });
        Turn third = turn(HERE);
        List.of(first, gone, third).forEach(Turn::ask);

        first.release();
        runTasks();

        assertThat(begun).containsExactly(third);
        assertThat(turns.length(HERE)).isEqualTo(1);
    }

    @Test
    void nobodyWaitsWhereTurnsAreOff() {
        Turn first = ConnectingTurns.WITHOUT_WAITING.turn(HERE, tasks::add, begun::add);
        Turn second = ConnectingTurns.WITHOUT_WAITING.turn(HERE, tasks::add, begun::add);

        assertThat(first.ask()).isTrue();
        assertThat(second.ask()).isTrue();
        first.release();
        assertThat(tasks).isEmpty();
        assertThat(ConnectingTurns.WITHOUT_WAITING.length(HERE)).isZero();
    }
}
