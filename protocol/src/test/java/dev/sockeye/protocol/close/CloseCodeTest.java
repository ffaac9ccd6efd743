package dev.sockeye.protocol.close;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.sockeye.protocol.Role;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class CloseCodeTest {
    private static final Set<Integer> REGISTERED =
            Set.of(1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 1014);

    @Test
    @Tag("RFC6455-7.4.1-1")
    @Tag("RFC6455-7.4.1-2")
    @Tag("RFC6455-7.4.1-4")
    @Tag("RFC6455-7.4.2-1")
    void theCodesThatMayBeOnTheWireAreTheRegisteredOnesAndThoseFrom3000To4999() {
        Set<Integer> valid = IntStream.rangeClosed(0, 0xFFFF)
                .filter(value -> new CloseCode(value).isValidOnWire())
                .boxed()
                .collect(Collectors.toSet());
        Set<Integer> expected = IntStream.rangeClosed(3000, 4999).boxed().collect(Collectors.toSet());
        expected.addAll(REGISTERED);

        assertThat(valid).isEqualTo(expected);
    }

    @Test
    @Tag("RFC6455-7.4.1-3")
    void aClientMaySendEveryValidCodeAndAServerAllBut1010() {
        for (int value = 0; value <= 0xFFFF; value++) {
            CloseCode code = new CloseCode(value);
            assertThat(code.isSendable(Role.CLIENT)).isEqualTo(code.isValidOnWire());
            assertThat(code.isSendable(Role.SERVER)).isEqualTo(code.isValidOnWire() && value != 1010);
        }
    }

    @Test
    void aCodeThatMustNotBeSentIsRefusedWithTheReasonAndWhatToDo() {
        assertRefused(1004, Role.CLIENT, "1009");
        assertRefused(1005, Role.CLIENT, "without a code");
        assertRefused(1006, Role.CLIENT, "without a Close frame");
        assertRefused(1010, Role.SERVER, "refuses the handshake");
        assertRefused(1015, Role.SERVER, "TLS");
        assertRefused(1016, Role.CLIENT, "not assigned");
        assertRefused(2999, Role.CLIENT, "not assigned");
        assertRefused(999, Role.CLIENT, "outside of 1000–4999");
        assertRefused(5000, Role.CLIENT, "outside of 1000–4999");
    }

    private static void assertRefused(int value, Role role, String words) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new CloseCode(value).requireSendable(role))
                .withMessageStartingWith(value + " ")
                .withMessageContaining(words)
                .withMessageContaining("RFC 6455 §7.4");
    }

    @Test
    void aCodeIsWhatTwoBytesCanCarry() {
        assertThat(new CloseCode(0)).hasToString("0");
        assertThat(new CloseCode(65_535)).hasToString("65535");
        assertThatIllegalArgumentException().isThrownBy(() -> new CloseCode(-1));
        assertThatIllegalArgumentException().isThrownBy(() -> new CloseCode(65_536));
    }
}
