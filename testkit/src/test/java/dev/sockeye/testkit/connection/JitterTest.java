package dev.sockeye.testkit.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sockeye.protocol.Role;
import dev.sockeye.protocol.connection.Connection;
import dev.sockeye.protocol.connection.ConnectionConfig;
import dev.sockeye.protocol.connection.Heartbeat;
import dev.sockeye.protocol.extension.ThreadResources;
import dev.sockeye.protocol.frame.Frame;
import dev.sockeye.protocol.frame.Opcode;
import dev.sockeye.testkit.RecordingSink;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The heartbeats of many connections keep apart, on virtual time. */
class JitterTest {
    private static final long SECOND = 1_000_000_000L;
    private static final long INTERVAL = Heartbeat.DEFAULT.interval().toNanos();

    /** {@return the times of the first pings of a connection that opens at 0 and whose peer answers at once} */
    private static List<Long> beats(Role role, Heartbeat heartbeat, long seed, int count) {
        RecordingSink sink = new RecordingSink();
        ConnectionConfig config =
                ConnectionConfig.builder(role).heartbeat(heartbeat).build();
        Connection connection =
                new Connection(config, List.of(), new ThreadResources(new SplittableRandom(seed)::nextInt), sink, 0);
        List<Long> beats = new ArrayList<>();
        long now = 0;
        byte[] pong = role == Role.SERVER
                ? Frame.of(Opcode.PONG, new byte[0]).toMaskedBytes(1)
                : Frame.of(Opcode.PONG, new byte[0]).toUnmaskedBytes();
        while (beats.size() < count) {
            now += connection.nanosUntilTimer(now);
            connection.onTimer(now);
            if (connection.counters().pingsOut() > beats.size()) {
                beats.add(now);
                connection.receive(ByteBuffer.wrap(pong.clone()), now);
            }
        }
        return beats;
    }

    @ParameterizedTest
    @EnumSource(Role.class)
    void anIntervalIsShortenedByUpToATenthAndNeverLengthened(Role role) {
        long before = 0;
        long least = Long.MAX_VALUE;
        long most = 0;
        for (long beat : beats(role, Heartbeat.DEFAULT, 1, 1_000)) {
            least = Math.min(least, beat - before);
            most = Math.max(most, beat - before);
            before = beat;
        }
        assertThat(least).isBetween(INTERVAL * 9 / 10, INTERVAL * 91 / 100);
        assertThat(most).isBetween(INTERVAL * 99 / 100, INTERVAL);
    }

    @ParameterizedTest
    @EnumSource(Role.class)
    void connectionsThatOpenAtOnceDoNotBeatTogether(Role role) {
        int connections = 2_000;
        int tenth = 9;
        int[] perSecond = new int[400];
        for (int seed = 0; seed < connections; seed++) {
            long beat = beats(role, Heartbeat.DEFAULT, seed, tenth + 1).get(tenth);
            perSecond[(int) (beat / SECOND)]++;
        }
        int busiest = 0;
        for (int beats : perSecond) {
            busiest = Math.max(busiest, beats);
        }
        // Ten draws of up to 2 s have a deviation of 1.8 s: a fifth of all within the busiest second.
        assertThat(busiest).isLessThan(connections * 3 / 10);
    }

    @Test
    void withoutJitterEachIntervalIsWhole() {
        assertThat(beats(Role.CLIENT, Heartbeat.DEFAULT.withJitter(0), 1, 3))
                .containsExactly(INTERVAL, 2 * INTERVAL, 3 * INTERVAL);
    }

    @ParameterizedTest
    @ValueSource(doubles = {-0.1, 1, Double.NaN})
    void aJitterThatIsNoShareIsRefusedByName(double share) {
        assertThatThrownBy(() -> Heartbeat.DEFAULT.withJitter(share))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("jitter")
                .hasMessageContaining(String.valueOf(share));
    }
}
