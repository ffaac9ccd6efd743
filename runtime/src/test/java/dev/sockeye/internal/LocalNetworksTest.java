package dev.sockeye.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sockeye.testkit.VirtualClock;
import java.net.SocketException;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;

class LocalNetworksTest {
    private final VirtualClock clock = new VirtualClock();
    private Set<String> addresses = Set.of("192.0.2.1", "2001:db8::1");
    private boolean failing;
    private int readings;

    private final LocalNetworks networks = new LocalNetworks(
            () -> {
                readings++;
                if (failing) {
                    throw new SocketException("no more descriptors");
                }
                return addresses;
            },
            Runnable::run,
            clock::nanos);

    @Test
    void anAddressThatNoInterfaceHasIsGone() {
        assertThat(networks.isGone("192.0.2.1")).isFalse();
        assertThat(networks.isGone("192.0.2.2")).isTrue();
    }

    @Test
    void whatChangesIsSeenWithinTwoSeconds() {
        long before = networks.version();
        addresses = Set.of("2001:db8::1");
        assertThat(networks.version()).isEqualTo(before);

        clock.advance(Duration.ofSeconds(2));
        assertThat(networks.version()).isNotEqualTo(before);
        assertThat(networks.isGone("192.0.2.1")).isTrue();
    }

    @Test
    void theAddressesAreNotReadForEachThatAsks() {
        for (int i = 0; i < 1_000; i++) {
            networks.isGone("192.0.2.1");
        }
        assertThat(readings).isEqualTo(1);
    }

    @Test
    void whatCannotBeReadIsTakenAsUnchanged() {
        long before = networks.version();
        failing = true;
        clock.advance(Duration.ofSeconds(2));

        assertThat(networks.version()).isEqualTo(before);
        assertThat(networks.isGone("192.0.2.1")).isFalse();
    }

    @Test
    void thisMachineHasItsOwnLoopbackAddress() throws Exception {
        LocalNetworks real = new LocalNetworks(LocalNetworks::read, Runnable::run, System::nanoTime);

        assertThat(real.isGone("127.0.0.1")).isFalse();
        assertThat(real.isGone("203.0.113.77")).isTrue();
        assertThat(Addresses.host("[fe80::1%eth0]:443")).isEqualTo("fe80::1");
        assertThat(Addresses.host("127.0.0.1:80")).isEqualTo("127.0.0.1");
    }
}
