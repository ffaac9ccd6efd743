package dev.sockeye.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sockeye.ServerStartException;
import dev.sockeye.ServerTls;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PemFilesTest {
    @TempDir
    Path directory = Path.of("");

    private static Path file(String name) throws URISyntaxException {
        URL url = Objects.requireNonNull(PemFilesTest.class.getResource("keys/" + name), name);
        return Path.of(url.toURI());
    }

    @ParameterizedTest
    @CsvSource({
        "rsa.crt, rsa-pkcs1.key",
        "rsa.crt, rsa-pkcs8.key",
        "ec.crt, ec-sec1.key",
        "ed25519.crt, ed25519.key",
    })
    void keysAreReadInTheFormsThatOpensslWrites(String certificate, String key) throws Exception {
        ServerTlsContext tls = ServerTlsContext.of(ServerTls.pem(file(certificate), file(key)));
        assertThat(tls.certificate().getSubjectX500Principal().getName()).isEqualTo("CN=localhost");
    }

    @ParameterizedTest
    @ValueSource(strings = {"encrypted-pkcs8.key", "encrypted-pkcs1.key"})
    void anEncryptedKeyIsRefusedWithWhatToDo(String key) throws Exception {
        Path path = file(key);
        assertThatThrownBy(() -> ServerTlsContext.of(ServerTls.pem(file("rsa.crt"), path)))
                .isInstanceOfSatisfying(
                        ServerStartException.class,
                        failure -> assertThat(failure.kind()).isEqualTo(ServerStartException.Kind.CERTIFICATE_UNUSABLE))
                .hasMessage("TLS cannot be set up: the private key in " + path
                        + " is encrypted, which is not supported; decrypt it with"
                        + " \"openssl pkey -in KEY -out PLAIN-KEY\"");
    }

    @Test
    void aKeyOfAnotherCertificateIsRefused() throws Exception {
        ServerCertificate other = ServerCertificate.selfSigned(List.of("a"), Instant.now());
        Path key = directory.resolve("other.key");
        Files.writeString(
                key,
                "-----BEGIN PRIVATE KEY-----\n"
                        + Base64.getMimeEncoder().encodeToString(other.key().getEncoded())
                        + "\n-----END PRIVATE KEY-----\n");
        assertThatThrownBy(() -> ServerTlsContext.of(ServerTls.pem(file("ec.crt"), key)))
                .hasMessageContaining("does not belong to the first certificate in");
        assertThatThrownBy(() -> ServerTlsContext.of(ServerTls.pem(file("rsa.crt"), key)))
                .hasMessageContaining("does not belong to the certificate, whose key is RSA");
    }

    @Test
    void swappedFilesAreToldApart() throws Exception {
        assertThatThrownBy(() -> ServerTlsContext.of(ServerTls.pem(file("rsa-pkcs8.key"), file("rsa.crt"))))
                .hasMessageContaining("holds no certificate; expected a PEM file with");
        assertThatThrownBy(() -> ServerTlsContext.of(ServerTls.pem(file("rsa.crt"), file("rsa.crt"))))
                .hasMessageContaining("holds no private key; expected a PEM file with");
    }

    @Test
    void aMissingFileIsNamed() {
        Path missing = directory.resolve("missing.crt");
        assertThatThrownBy(() -> ServerTlsContext.of(ServerTls.pem(missing, file("rsa-pkcs8.key"))))
                .hasMessage("TLS cannot be set up: " + missing + " does not exist");
        assertThatThrownBy(() -> ServerTlsContext.of(ServerTls.pem(directory, file("rsa-pkcs8.key"))))
                .hasMessage("TLS cannot be set up: " + directory + " cannot be read: it is a directory");
    }

    @Test
    void aDamagedFileIsNamed() throws Exception {
        Path damaged = directory.resolve("damaged.crt");
        Files.writeString(damaged, "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n");
        assertThatThrownBy(() -> ServerTlsContext.of(ServerTls.pem(damaged, file("rsa-pkcs8.key"))))
                .hasMessageContaining(damaged + " holds a damaged certificate");
    }

    @Test
    void anEcKeyThatNamesNoCurveIsRefusedWithWhatToDo() throws Exception {
        Path bare = directory.resolve("bare.key");
        byte[] sec1 = Der.sequence(Der.integer(1), Der.element(Der.OCTET_STRING, new byte[32]));
        Files.writeString(
                bare,
                "-----BEGIN EC PRIVATE KEY-----\n"
                        + Base64.getEncoder().encodeToString(sec1)
                        + "\n-----END EC PRIVATE KEY-----\n");
        assertThatThrownBy(() -> ServerTlsContext.of(ServerTls.pem(file("ec.crt"), bare)))
                .hasMessageContaining("names no curve; convert it with");
    }
}
