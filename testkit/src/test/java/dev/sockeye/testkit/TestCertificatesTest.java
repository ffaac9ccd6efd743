package dev.sockeye.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.X509Certificate;
import java.util.List;
import org.junit.jupiter.api.Test;

class TestCertificatesTest {
    private final TestCertificates authority = TestCertificates.authority();

    @Test
    void anAuthorityVouchesForWhatItIssues() {
        X509Certificate certificate = authority.issue("localhost").chain().get(0);

        assertThatCode(() -> certificate.verify(authority.self().chain().get(0).getPublicKey()))
                .doesNotThrowAnyException();
        assertThat(authority.self().chain().get(0).getBasicConstraints()).isNotNegative();
        assertThat(certificate.getBasicConstraints()).isNegative();
    }

    @Test
    void aCertificateIsMadeOutToNamesAndAddresses() throws Exception {
        X509Certificate certificate = TestCertificates.selfSigned("localhost", "127.0.0.1", "::1")
                .chain()
                .get(0);

        assertThat(certificate.getSubjectAlternativeNames())
                .containsExactlyInAnyOrder(
                        List.of(2, "localhost"), List.of(7, "127.0.0.1"), List.of(7, "0:0:0:0:0:0:0:1"));
    }

    @Test
    void aCertificateIsValidTodayOnlyIfItShallBe() {
        assertThatCode(() -> authority.issue("localhost").chain().get(0).checkValidity())
                .doesNotThrowAnyException();
        assertThatThrownBy(
                        () -> authority.issueExpired("localhost").chain().get(0).checkValidity())
                .isInstanceOf(CertificateExpiredException.class);
        assertThatThrownBy(() ->
                        authority.issueNotYetValid("localhost").chain().get(0).checkValidity())
                .isInstanceOf(CertificateNotYetValidException.class);
    }
}
