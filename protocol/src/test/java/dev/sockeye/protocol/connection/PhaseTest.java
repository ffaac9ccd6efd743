package dev.sockeye.protocol.connection;

import static dev.sockeye.protocol.connection.Phase.CLOSED;
import static dev.sockeye.protocol.connection.Phase.CLOSE_EXCHANGED;
import static dev.sockeye.protocol.connection.Phase.CLOSE_RECEIVED;
import static dev.sockeye.protocol.connection.Phase.CLOSE_SENT;
import static dev.sockeye.protocol.connection.Phase.OPEN;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sockeye.protocol.connection.Phase.Input;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The table of moves, whole: a phase or an input that is added without its cells fails here. */
class PhaseTest {
    /** In the order of {@link #COLUMNS}. */
    private static final Map<Phase, List<Phase>> TABLE = Map.of(
            OPEN, List.of(CLOSE_SENT, CLOSE_RECEIVED, CLOSE_EXCHANGED, OPEN, CLOSED, CLOSED),
            CLOSE_SENT, List.of(CLOSE_SENT, CLOSE_EXCHANGED, CLOSE_EXCHANGED, CLOSED, CLOSED, CLOSED),
            CLOSE_RECEIVED, List.of(CLOSE_EXCHANGED, CLOSE_RECEIVED, CLOSE_EXCHANGED, CLOSE_EXCHANGED, CLOSED, CLOSED),
            CLOSE_EXCHANGED, List.of(CLOSE_EXCHANGED, CLOSE_EXCHANGED, CLOSE_EXCHANGED, CLOSED, CLOSED, CLOSED),
            CLOSED, List.of(CLOSED, CLOSED, CLOSED, CLOSED, CLOSED, CLOSED));

    private static final List<Input> COLUMNS = List.of(
            Input.SEND_CLOSE, Input.RECEIVE_CLOSE, Input.FAIL, Input.DEADLINE, Input.TRANSPORT_END, Input.ABORT);

    static Stream<Arguments> cells() {
        return Arrays.stream(Phase.values())
                .flatMap(phase -> Arrays.stream(Input.values()).map(input -> Arguments.of(phase, input)));
    }

    @ParameterizedTest
    @MethodSource("cells")
    void everyCellOfTheTableIsAsItIsWrittenHere(Phase phase, Input input) {
        assertThat(COLUMNS).contains(input);
        assertThat(TABLE).containsKey(phase);
        List<Phase> row = TABLE.getOrDefault(phase, List.of());
        assertThat(phase.after(input)).isEqualTo(row.get(COLUMNS.indexOf(input)));
    }

    @Test
    void aConnectionNeverGoesBack() {
        List<Phase> order = List.of(OPEN, CLOSE_SENT, CLOSE_RECEIVED, CLOSE_EXCHANGED, CLOSED);
        for (Phase phase : Phase.values()) {
            for (Input input : Input.values()) {
                assertThat(order.indexOf(phase.after(input))).isGreaterThanOrEqualTo(order.indexOf(phase));
            }
        }
    }

    @Test
    @Tag("RFC6455-7.1.7-5")
    void inputIsReadUntilThePeersCloseFrameOrAFailure() {
        assertThat(Phase.values()).filteredOn(Phase::reads).containsExactly(OPEN, CLOSE_SENT);
    }
}
