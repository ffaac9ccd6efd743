package dev.sockeye.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class ServerCertificateTest {
    private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");

    private static X509Certificate certificate(Instant now, String... hosts) throws Exception {
        return ServerCertificate.selfSigned(List.of(hosts), now).chain().get(0);
    }

    @Test
    void itNamesItsHosts() throws Exception {
        X509Certificate certificate = certificate(NOW, "localhost", "127.0.0.1", "::1", "bücher.example");
        Collection<List<?>> names = Objects.requireNonNull(certificate.getSubjectAlternativeNames());
        assertThat(names)
                .extracting(name -> name.get(0) + ":" + name.get(1))
                .containsExactly("2:localhost", "7:127.0.0.1", "7:0:0:0:0:0:0:0:1", "2:xn--bcher-kva.example");
        assertThat(certificate.getSubjectX500Principal().getName()).isEqualTo("CN=localhost");
        assertThat(certificate.getVersion()).isEqualTo(3);
        assertThat(certificate.getSerialNumber()).isPositive();
    }

    @Test
    void itIsValidForSomeMonthsAndForClocksThatLagADay() throws Exception {
        X509Certificate certificate = certificate(NOW, "localhost");
        assertThat(certificate.getNotBefore()).isEqualTo(NOW.minus(Duration.ofDays(1)));
        assertThat(certificate.getNotAfter()).isEqualTo(NOW.plus(Duration.ofDays(90)));
    }

    @Test
    void yearsFrom2050OnAreWrittenInFull() throws Exception {
        Instant late = Instant.parse("2049-12-01T00:00:00Z");
        assertThat(certificate(late, "localhost").getNotAfter()).isEqualTo(Instant.parse("2050-03-01T00:00:00Z"));
    }

    @Test
    void noTwoAreTheSame() throws Exception {
        assertThat(certificate(NOW, "a").getSerialNumber())
                .isNotEqualTo(certificate(NOW, "a").getSerialNumber());
    }
}
