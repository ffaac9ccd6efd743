package dev.sockeye.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MainTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "\"\"                               | A command is missing, such as connect or explain",
                "bogus                            | Unmatched argument: 'bogus'",
                "serv                             | Did you mean: sockeye serve?",
                "help bogus                       | Unknown subcommand 'bogus'",
                "connect                          | Missing required parameter: 'URL'",
                "connect http://x/y               | begins with ws://; try ws://x/y",
                "connect localhost:8080           | try ws://localhost:8080",
                "connect ws://x:port              | must be a number from 1 to 65535",
                "connect ws://x ws://y            | Unmatched argument: 'ws://y'",
                "connect ws://x --bogus           | Unknown option: '--bogus'",
                "connect ws://x --header X        | a name, a colon and a value",
                "connect ws://x --heartbeat soon  | '--heartbeat': 'soon' is not a length of time",
                "connect ws://x --heartbeat Often | 20s, 5m or 1h; or adaptive",
                "connect ws://x --heartbeat 400d  | '--heartbeat': '400d' is too long",
                "connect ws://x --max-message 1TB | '--max-message': '1TB' is not a size",
                "connect ws://x --insecure        | --insecure is for wss:// URLs",
                "connect ws://x --ca x            | --ca is for wss:// URLs",
                "connect wss://x --ca x --insecure | leave out --ca",
                "connect ws://x --compression all | expected on or off",
                "connect ws://x --subprotocol a,b/c | 'b/c' is not a name",
                "serve x                          | Unmatched argument: 'x'",
                "serve --port 70000               | '70000' is not a port; expected 0 to 65535",
                "serve --port                     | Missing required parameter for option '--port'",
                "serve --compression zip          | expected on, off or required",
                "serve --tls-cert x               | --tls-key is missing",
                "serve --tls-key x                | --tls-cert is missing",
                "serve --tls-self-signed --tls-cert x --tls-key y | leave out --tls-cert and --tls-key",
                "serve --origin example.com       | 'example.com' is not an origin; expected scheme://host",
                "serve --max-message 0            | out of range",
                "explain                          | What to explain is missing",
                "explain --bogus                  | Unknown option: '--bogus'",
                "explain -5                       | '-5' cannot be a close code; expected a number from 0 to 65535",
                "explain 65536                    | '65536' cannot be a close code",
                "explain 1006 --lang xx           | there are no texts in 'xx'; expected en or vi",
                "explain 4008 --service bogus     | expected one of aws-api-gateway, centrifugo, discord,",
                "compare 1006                     | Missing required parameter: 'B'",
                "compare 1006 1006                | Two different codes are compared",
                "compare 1006 x                   | 'x' cannot be a close code",
                "codes --service bogus            | 'bogus' is no service whose codes are known",
                "codes x                          | Unmatched argument: 'x'",
                "serve --drain never              | 'never' is not a length of time",
            })
    void aWrongCommandLineSaysWhatIsWrongAndEndsWith64(String line, String expected) {
        Captured run = Captured.run(line.isEmpty() ? new String[0] : line.split(" "));

        assertThat(run.exitCode()).isEqualTo(64);
        assertThat(run.out()).isEmpty();
        assertThat(run.err())
                .startsWith("sockeye")
                .contains(expected)
                .contains("--help")
                .hasLineCount(lines(expected));
    }

    /** What was wrong, where to read more, and a guess if there is one. */
    private static int lines(String expected) {
        return expected.startsWith("Did you mean") ? 3 : 2;
    }

    @Test
    void whatIsWrongWithAnOptionIsSaidWithTheNameOfItsCommand() {
        assertThat(Captured.run("serve", "--port", "x").err()).isEqualTo("""
                        sockeye serve: Invalid value for option '--port': 'x' is not a port; expected 0 to 65535, 0 for any free one
                        See sockeye serve --help
                        """);
    }

    @Test
    void controlCharactersOfTheCommandLineAreNotPrinted() {
        assertThat(Captured.run("\u001b[2J").err()).contains("\\u001b[2J").doesNotContain("\u001b");
    }

    @ParameterizedTest
    @CsvSource({
        "--help, serve",
        "-h, connect",
        "help, COMMAND",
        "help serve, --tls-self-signed",
        "serve --help, --tls-key",
        "connect -h, --json"
    })
    void helpGoesToStandardOutputAndEndsWith0(String line, String expected) {
        Captured run = Captured.run(line.split(" "));

        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).contains("Usage: sockeye", expected);
        assertThat(run.err()).isEmpty();
    }

    @Test
    void theVersionIsThatOfTheLibraryAndOfJava() {
        Captured run = Captured.run("--version");

        assertThat(run.exitCode()).isZero();
        assertThat(run.out())
                .matches("sockeye \\d+\\.\\d+\\.\\d+(-SNAPSHOT)?\\RJava .* on .*\\R")
                .contains(Runtime.version().toString());
    }

    @Test
    void colourIsOffWhereTheEnvironmentAsksForIt() {
        assertThat(StandardStreams.allowsColour(Map.of("TERM", "xterm"))).isTrue();
        assertThat(StandardStreams.allowsColour(Map.of("TERM", "xterm", "NO_COLOR", "")))
                .isTrue();
        assertThat(StandardStreams.allowsColour(Map.of("TERM", "xterm", "NO_COLOR", "1")))
                .isFalse();
        assertThat(StandardStreams.allowsColour(Map.of("TERM", "dumb"))).isFalse();
    }

    @Test
    void colourIsOffWhereThereIsNoTerminal() {
        assertThat(Captured.run("--help").out()).doesNotContain("\u001b");
    }
}
