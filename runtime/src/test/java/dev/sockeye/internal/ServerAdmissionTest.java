package dev.sockeye.internal;

import static dev.sockeye.internal.ServerAdmission.Verdict.ADMITTED;
import static dev.sockeye.internal.ServerAdmission.Verdict.FLOOD;
import static dev.sockeye.internal.ServerAdmission.Verdict.FLOOD_OF_ADDRESS;
import static dev.sockeye.internal.ServerAdmission.Verdict.TOO_MANY;
import static dev.sockeye.internal.ServerAdmission.Verdict.TOO_MANY_OF_ADDRESS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sockeye.ConnectionLimits;
import java.net.InetAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ServerAdmissionTest {
    private static InetAddress address(String text) throws Exception {
        return InetAddress.getByName(text);
    }

    @Test
    void theTotalIsHeld() throws Exception {
        ServerAdmission admission = new ServerAdmission(new ConnectionLimits(1, 0, true));
        assertThat(admission.enter(address("192.0.2.1"))).isEqualTo(ADMITTED);
        assertThat(admission.enter(address("192.0.2.2"))).isEqualTo(TOO_MANY);
        assertThat(admission.enter(address("192.0.2.3"))).isEqualTo(FLOOD);
        admission.leave(address("192.0.2.1"));
        admission.leave(address("192.0.2.2"));
        admission.leave(address("192.0.2.3"));
        assertThat(admission.enter(address("192.0.2.4"))).isEqualTo(ADMITTED);
    }

    @Test
    void anAddressIsHeldAndForgottenWhenItHasLeft() throws Exception {
        ServerAdmission admission = new ServerAdmission(new ConnectionLimits(0, 1, true));
        assertThat(admission.enter(address("192.0.2.1"))).isEqualTo(ADMITTED);
        assertThat(admission.enter(address("192.0.2.1"))).isEqualTo(TOO_MANY_OF_ADDRESS);
        assertThat(admission.enter(address("192.0.2.2"))).isEqualTo(ADMITTED);
        assertThat(admission.addresses()).isEqualTo(2);
        admission.leave(address("192.0.2.1"));
        admission.leave(address("192.0.2.1"));
        admission.leave(address("192.0.2.2"));
        assertThat(admission.addresses()).isZero();
    }

    @Test
    void farTooManyOfAnAddressAreToldApartFromFarTooManyInAll() throws Exception {
        ServerAdmission admission = new ServerAdmission(new ConnectionLimits(3, 1, true));
        assertThat(admission.enter(address("192.0.2.1"))).isEqualTo(ADMITTED);
        assertThat(admission.enter(address("192.0.2.1"))).isEqualTo(TOO_MANY_OF_ADDRESS);
        assertThat(admission.enter(address("192.0.2.1"))).isEqualTo(FLOOD_OF_ADDRESS);
        assertThat(FLOOD_OF_ADDRESS.isOfAddress()).isTrue();
        assertThat(FLOOD_OF_ADDRESS.isFlood()).isTrue();
        assertThat(admission.enter(address("192.0.2.2"))).isEqualTo(TOO_MANY);
        assertThat(TOO_MANY.isOfAddress()).isFalse();
    }

    @Test
    void ofAnIpv6AddressTheNetworkIsHeld() throws Exception {
        ServerAdmission admission = new ServerAdmission(new ConnectionLimits(0, 1, true));
        assertThat(admission.enter(address("2001:db8:1:2::1"))).isEqualTo(ADMITTED);
        assertThat(admission.enter(address("2001:db8:1:2:ffff::9"))).isEqualTo(TOO_MANY_OF_ADDRESS);
        assertThat(admission.enter(address("2001:db8:1:3::1"))).isEqualTo(ADMITTED);
    }

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1, true", "::1, true", "10.1.2.3, true", "172.16.0.1, true", "192.168.1.1, true",
        "169.254.1.1, true", "fe80::1, true", "fd00::1, true", "192.0.2.1, false", "2001:db8::1, false"
    })
    void privateAddressesAreExemptIfTheLimitsSaySo(String text, boolean exempt) throws Exception {
        ServerAdmission exempting = new ServerAdmission(new ConnectionLimits(0, 1, true));
        exempting.enter(address(text));
        assertThat(exempting.enter(address(text))).isEqualTo(exempt ? ADMITTED : TOO_MANY_OF_ADDRESS);
        ServerAdmission strict = new ServerAdmission(new ConnectionLimits(0, 1, false));
        strict.enter(address(text));
        assertThat(strict.enter(address(text))).isEqualTo(TOO_MANY_OF_ADDRESS);
    }
}
