package dev.sockeye.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sockeye.protocol.ProtocolError;
import dev.sockeye.protocol.Role;
import dev.sockeye.protocol.close.CloseCause;
import dev.sockeye.protocol.close.CloseCause.Stage;
import dev.sockeye.protocol.close.CloseCode;
import dev.sockeye.protocol.close.ClosePayload;
import dev.sockeye.protocol.close.CloseReport;
import dev.sockeye.protocol.close.Closing;
import dev.sockeye.protocol.close.TransportEnd;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ExitCodeTest {
    private static final ClosePayload NORMAL = ClosePayload.of(CloseCode.NORMAL, "");

    private static ExitCode neverOpened(CloseCause cause) {
        return ExitCode.of(CloseReport.builder(Role.CLIENT, cause).build());
    }

    private static ExitCode opened(CloseCause cause, Optional<ClosePayload> sent, Optional<ClosePayload> received) {
        Closing closing = new Closing(sent, received, Closing.Initiator.PEER, false, false, false);
        return ExitCode.of(CloseReport.builder(Role.CLIENT, cause)
                .opened()
                .closing(closing)
                .build());
    }

    static Stream<Arguments> attempts() {
        TransportEnd refused = TransportEnd.of(TransportEnd.Kind.REFUSED, "");
        return Stream.of(
                Arguments.of(new CloseCause.DnsFailed("x", ""), ExitCode.NAME_NOT_RESOLVED),
                Arguments.of(new CloseCause.ConnectFailed("x", refused), ExitCode.NOT_CONNECTED),
                Arguments.of(
                        new CloseCause.ProxyFailed("x", CloseCause.ProxyProblem.CREDENTIALS, OptionalInt.of(407), ""),
                        ExitCode.NOT_CONNECTED),
                Arguments.of(new CloseCause.TlsFailed(CloseCause.TlsProblem.OTHER, "x"), ExitCode.TLS_FAILED),
                Arguments.of(new CloseCause.HandshakeRefused(403, ""), ExitCode.NOT_UPGRADED),
                Arguments.of(new CloseCause.HandshakeInvalid("X", ""), ExitCode.NOT_UPGRADED),
                Arguments.of(new CloseCause.HandshakeLost(Stage.TLS, TransportEnd.FIN), ExitCode.TLS_FAILED),
                Arguments.of(new CloseCause.HandshakeLost(Stage.UPGRADE, TransportEnd.FIN), ExitCode.NOT_UPGRADED),
                Arguments.of(
                        new CloseCause.TimedOutOpening(Stage.DNS, Duration.ofSeconds(1)), ExitCode.NAME_NOT_RESOLVED),
                Arguments.of(new CloseCause.TimedOutOpening(Stage.TURN, Duration.ofSeconds(1)), ExitCode.NOT_CONNECTED),
                Arguments.of(
                        new CloseCause.TimedOutOpening(Stage.CONNECT, Duration.ofSeconds(1)), ExitCode.NOT_CONNECTED),
                Arguments.of(
                        new CloseCause.TimedOutOpening(Stage.UPGRADE, Duration.ofSeconds(1)), ExitCode.NOT_UPGRADED),
                Arguments.of(new CloseCause.LocalFailure("x"), ExitCode.FAILURE));
    }

    @ParameterizedTest
    @MethodSource("attempts")
    void anAttemptThatFailedTellsAtWhichStage(CloseCause cause, ExitCode expected) {
        assertThat(neverOpened(cause)).isEqualTo(expected);
    }

    @Test
    void aCleanCloseFromThisEndIsNoErrorWhateverItsCode() {
        ClosePayload own = ClosePayload.of(new CloseCode(4001), "");
        assertThat(opened(new CloseCause.ClosedByApplication(own), Optional.of(own), Optional.of(own)))
                .isEqualTo(ExitCode.OK);
    }

    @Test
    void aCloseThatWasNeverAnsweredIsLost() {
        assertThat(opened(new CloseCause.ClosedByApplication(NORMAL), Optional.of(NORMAL), Optional.empty()))
                .isEqualTo(ExitCode.LOST);
    }

    @ParameterizedTest
    @ValueSource(ints = {1000, 1001})
    void aPeerThatClosesWithoutAnErrorIsNoError(int code) {
        ClosePayload payload = ClosePayload.of(new CloseCode(code), "");
        assertThat(opened(new CloseCause.PeerClosed(payload), Optional.of(payload), Optional.of(payload)))
                .isEqualTo(ExitCode.OK);
        assertThat(opened(
                        new CloseCause.PeerClosed(ClosePayload.EMPTY),
                        Optional.of(ClosePayload.EMPTY),
                        Optional.of(ClosePayload.EMPTY)))
                .isEqualTo(ExitCode.OK);
    }

    @ParameterizedTest
    @ValueSource(ints = {1002, 1003, 1007, 1008, 1009, 1011, 1012, 1013, 3000, 4000})
    void aPeerThatClosesWithAnyOtherCodeIsAnError(int code) {
        ClosePayload payload = ClosePayload.of(new CloseCode(code), "");
        assertThat(opened(new CloseCause.PeerClosed(payload), Optional.of(payload), Optional.of(payload)))
                .isEqualTo(ExitCode.CLOSED_WITH_ERROR);
    }

    @Test
    void aViolationByThePeerIsAnErrorAlsoIfItDoesNotAnswer() {
        CloseCause cause = new CloseCause.ProtocolViolation(ProtocolError.MESSAGE_TOO_LARGE, "");
        assertThat(opened(cause, Optional.of(ClosePayload.of(CloseCode.PROTOCOL_ERROR, "")), Optional.empty()))
                .isEqualTo(ExitCode.CLOSED_WITH_ERROR);
    }

    @Test
    void aConnectionThatEndsWithoutACloseIsLost() {
        assertThat(opened(new CloseCause.TransportLost(TransportEnd.FIN), Optional.empty(), Optional.empty()))
                .isEqualTo(ExitCode.LOST);
        assertThat(opened(
                        new CloseCause.PongTimeout(Duration.ofSeconds(1), Duration.ofSeconds(2)),
                        Optional.empty(),
                        Optional.empty()))
                .isEqualTo(ExitCode.LOST);
    }

    @Test
    void aMissingExtensionHasACodeOfItsOwn() {
        ClosePayload payload = ClosePayload.of(CloseCode.MANDATORY_EXTENSION, "x");
        assertThat(opened(new CloseCause.ExtensionMissing(List.of("x")), Optional.of(payload), Optional.of(payload)))
                .isEqualTo(ExitCode.EXTENSION_MISSING);
    }

    @Test
    void everyCodeStandsOnceInTheReference() throws IOException {
        String page = Files.readString(Path.of("../docs/reference/exit-codes.md"));
        Matcher row = Pattern.compile("^\\| (\\d+) \\| `([A-Z_]+)` \\|", Pattern.MULTILINE)
                .matcher(page);
        int rows = 0;
        while (row.find()) {
            rows++;
            assertEquals(
                    Integer.parseInt(row.group(1)),
                    ExitCode.valueOf(row.group(2)).code());
        }
        assertThat(rows).isEqualTo(ExitCode.values().length);
    }

    @Test
    void noCodeIsUsedTwice() {
        assertThat(Stream.of(ExitCode.values()).map(ExitCode::code)).doesNotHaveDuplicates();
    }
}
