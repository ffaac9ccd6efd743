package dev.sockeye.cli.connect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sockeye.UpgradeRefusedException;
import dev.sockeye.WebSocketHandler;
import dev.sockeye.WebSocketServer;
import dev.sockeye.cli.Captured;
import dev.sockeye.protocol.handshake.Headers;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The command {@code connect} through proxies and redirects. */
@Timeout(60)
class ConnectThroughTest {
    private final WebSocketServer server = WebSocketServer.builder()
            .route("/", request -> new WebSocketHandler() {})
            .route("/old", request -> {
                throw new UpgradeRefusedException(
                        307, "Moved.", Headers.builder().add("Location", "/").build());
            })
            .start();

    @AfterEach
    void stop() {
        server.close();
    }

    private Captured connect(String path, String... options) {
        String[] arguments = new String[options.length + 2];
        arguments[0] = "connect";
        arguments[1] = server.uri(path).toString();
        System.arraycopy(options, 0, arguments, 2, options.length);
        return Captured.run(Captured.input(""), arguments);
    }

    /** The server itself is no proxy: it refuses CONNECT, and answers SOCKS with HTTP. */
    @ParameterizedTest
    @ValueSource(strings = {"http", "socks5"})
    void whatAProxyDoesWrongEndsWith11AndNoPasswordIsShown(String scheme) {
        String proxy = "127.0.0.1:" + server.port();
        Captured run = connect("/", "--verbose", "--proxy", scheme + "://aladdin:sesame@" + proxy);

        assertThat(run.exitCode()).isEqualTo(11);
        assertThat(run.err())
                .startsWith("Never opened (1006): ")
                .contains(proxy)
                .doesNotContain("aladdin", "sesame");
        assertThat(run.out()).isEmpty();
    }

    @Test
    void asJsonNoPasswordIsShownEither() {
        Captured run = connect("/", "--json", "--proxy", "http://aladdin:sesame@127.0.0.1:" + server.port());

        assertThat(run.exitCode()).isEqualTo(11);
        assertThat(run.out()).contains("PROXY_FAILED").doesNotContain("aladdin", "sesame");
    }

    @ParameterizedTest
    @ValueSource(strings = {"none", "system"})
    void withNoProxySetTheServerIsReachedDirectly(String proxy) {
        assertThat(connect("/", "--proxy", proxy).exitCode()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"proxy:3128", "https://aladdin:sesame@proxy:443", "http://aladdin:sesame@proxy"})
    void whatIsNoProxyIsAWrongCommandLineThatIsToldWhatWasExpected(String proxy) {
        Captured run = connect("/", "--proxy", proxy);

        assertThat(run.exitCode()).isEqualTo(64);
        assertThat(run.err())
                .contains("--proxy", "expected http://HOST:PORT, socks5://HOST:PORT")
                .doesNotContain("aladdin", "sesame");
    }

    @Test
    void aRedirectIsFollowedOnlyIfAsked() {
        assertThat(connect("/old").exitCode()).isEqualTo(13);
        assertThat(connect("/old", "--follow-redirects").exitCode()).isZero();
    }
}
