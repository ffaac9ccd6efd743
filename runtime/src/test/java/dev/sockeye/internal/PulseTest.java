package dev.sockeye.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sockeye.protocol.Role;
import dev.sockeye.protocol.close.ClientTraits;
import dev.sockeye.protocol.close.HandshakeFacts;
import dev.sockeye.protocol.connection.Connection;
import dev.sockeye.protocol.connection.ConnectionConfig;
import dev.sockeye.protocol.connection.Heartbeat;
import dev.sockeye.protocol.extension.ExtensionOutcome;
import dev.sockeye.protocol.extension.ThreadResources;
import dev.sockeye.protocol.handshake.Headers;
import dev.sockeye.testkit.RecordingSink;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a connection makes of what is known of its path. */
class PulseTest {
    private static final long SECOND = 1_000_000_000L;
    private static final Duration TIMEOUT = Duration.ofSeconds(20);

    private final PathMemory memory = new PathMemory();
    private final CapturedLog log = new CapturedLog("dev.sockeye.settings");
    private int changes;

    @AfterEach
    void leave() {
        log.close();
    }

    private static Heartbeat every(int seconds) {
        return new Heartbeat(Duration.ofSeconds(seconds), TIMEOUT).withJitter(0);
    }

    private static HandshakeFacts answeredBy(String server) {
        return new HandshakeFacts(
                OptionalInt.of(101),
                Headers.builder().add("Server", server).build(),
                "",
                Optional.empty(),
                List.of(),
                ExtensionOutcome.NOT_REACHED,
                ClientTraits.NONE);
    }

    private Connection opened(String peer, Heartbeat heartbeat, HandshakeFacts handshake) {
        Connection connection = connection(heartbeat);
        pulse(peer, heartbeat, connection).opened(handshake, 0);
        return connection;
    }

    private Pulse pulse(String peer, Heartbeat heartbeat, Connection connection) {
        return new Pulse(memory, peer, heartbeat, connection, Runnable::run, () -> changes++);
    }

    private static Connection connection(Heartbeat heartbeat) {
        return new Connection(
                ConnectionConfig.builder(Role.CLIENT).heartbeat(heartbeat).build(),
                List.of(),
                new ThreadResources(() -> 7),
                new RecordingSink(),
                0);
    }

    private static Duration firstPing(Connection connection) {
        return Duration.ofNanos(connection.nanosUntilTimer(0));
    }

    @Test
    void anAdaptiveHeartbeatBeginsBelowTheLimitOfAProxyThatIsSeen() {
        Connection connection = opened("a", every(300).adapting(), answeredBy("nginx/1.22.1"));
        assertThat(firstPing(connection)).isEqualTo(Duration.ofSeconds(45));
        assertThat(log.warnings()).isEmpty();
    }

    @Test
    void anAdaptiveHeartbeatNeverPingsLaterThanItsInterval() {
        assertThat(firstPing(opened("a", every(20).adapting(), answeredBy("nginx"))))
                .isEqualTo(Duration.ofSeconds(20));
    }

    @Test
    void aServerThatPingsByItselfIsNoPath() {
        assertThat(firstPing(opened("a", every(300).adapting(), answeredBy("Python/3.11 websockets/12.0"))))
                .isEqualTo(Duration.ofMinutes(5));
    }

    @Test
    void anOpenConnectionKeepsToWhatAnotherOneHasLearnt() {
        Connection connection = opened("a", every(20).adapting(), HandshakeFacts.NONE);
        memory.ended("a", new SilentEnd(4 * SECOND, true), 0);

        assertThat(firstPing(connection)).isEqualTo(Duration.ofSeconds(3));
        assertThat(changes).isEqualTo(1);
    }

    @Test
    void aFixedHeartbeatIsNotChanged() {
        memory.ended("a", new SilentEnd(4 * SECOND, true), 0);
        assertThat(firstPing(opened("a", every(20), answeredBy("nginx")))).isEqualTo(Duration.ofSeconds(20));
    }

    @Test
    void anIntervalThatIsNoShorterThanAProxysLimitIsWarnedOfOnceByName() {
        for (int i = 0; i < 3; i++) {
            opened("proxied.example", every(60), answeredBy("nginx"));
        }
        assertThat(log.warnings())
                .singleElement()
                .satisfies(warning -> assertThat(warning)
                        .contains(
                                "heartbeat's interval of 60 s",
                                "proxied.example",
                                "nginx",
                                "60 s",
                                "proxy_read_timeout"));
    }

    @Test
    void anIntervalThatIsNoShorterThanWhatWasLearntIsWarnedOf() {
        memory.ended("learnt.example", new SilentEnd(10 * SECOND, true), 0);
        opened("learnt.example", every(20), HandshakeFacts.NONE);
        assertThat(log.warnings()).as("one end is a hint").isEmpty();

        memory.ended("learnt.example", new SilentEnd(10 * SECOND, true), 60 * SECOND);
        opened("learnt.example", every(20), HandshakeFacts.NONE);
        assertThat(log.warnings())
                .singleElement()
                .satisfies(warning -> assertThat(warning)
                        .contains("heartbeat's interval of 20 s", "learnt.example", "no more than 10 s of silence"));
    }

    @Test
    void anIntervalThatFitsAndAHeartbeatThatIsOffAreNotWarnedOf() {
        opened("fitting.example", every(59), answeredBy("nginx"));
        opened("fitting.example", Heartbeat.OFF, answeredBy("nginx"));
        assertThat(log.warnings()).isEmpty();
    }

    @Test
    void anIdleTimeoutThatComesBeforeThePingIsWarnedOf() {
        ConnectionConfig.Builder settings =
                ConnectionConfig.builder(Role.SERVER).idleTimeout(Duration.ofSeconds(11));
        SettingWarnings.check(settings.build());
        SettingWarnings.check(settings.heartbeat(every(10)).build());
        SettingWarnings.check(settings.heartbeat(Heartbeat.OFF).build());
        assertThat(log.warnings()).isEmpty();

        SettingWarnings.check(settings.heartbeat(every(11)).build());
        assertThat(log.warnings())
                .singleElement()
                .satisfies(warning -> assertThat(warning).contains("idleTimeout of 11 s", "interval of 11 s"));
    }

    @Test
    void aTimeoutOfManyOfThePeersOwnPingsIsWarnedOf() {
        Heartbeat patient = new Heartbeat(Duration.ofSeconds(20), Duration.ofSeconds(60));
        Pulse pulse = pulse("beating.example", patient, connection(patient));
        for (long i = 1; i <= 10; i++) {
            pulse.beatIn(100 * SECOND + i * 5 * SECOND);
        }
        assertThat(log.warnings())
                .singleElement()
                .satisfies(warning -> assertThat(warning)
                        .contains("timeout of 60 s", "beating.example", "every 5 s", "no more than 50 s"));
    }

    @Test
    void aPeerThatPingsWithoutARhythmTellsNothingOfTheTimeout() {
        Pulse pulse = pulse("irregular.example", every(20), connection(every(20)));
        for (long i = 1; i <= 10; i++) {
            pulse.beatIn(100 * SECOND + i * i * SECOND / 3);
        }
        for (int i = 1; i <= 10; i++) {
            pulse.beatIn(200 * SECOND + i);
        }
        assertThat(log.warnings()).isEmpty();
    }
}
