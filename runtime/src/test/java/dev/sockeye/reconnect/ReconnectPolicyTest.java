package dev.sockeye.reconnect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sockeye.protocol.ProtocolError;
import dev.sockeye.protocol.Role;
import dev.sockeye.protocol.close.ClientTraits;
import dev.sockeye.protocol.close.CloseCause;
import dev.sockeye.protocol.close.CloseCause.Stage;
import dev.sockeye.protocol.close.CloseCause.TlsProblem;
import dev.sockeye.protocol.close.CloseCode;
import dev.sockeye.protocol.close.ClosePayload;
import dev.sockeye.protocol.close.CloseReport;
import dev.sockeye.protocol.close.Closing;
import dev.sockeye.protocol.close.HandshakeFacts;
import dev.sockeye.protocol.close.TransportEnd;
import dev.sockeye.protocol.extension.ExtensionOutcome;
import dev.sockeye.protocol.handshake.Headers;
import dev.sockeye.reconnect.Advice.Action;
import dev.sockeye.reconnect.Decision.Retry;
import dev.sockeye.reconnect.Decision.Stop;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReconnectPolicyTest {
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    private static final ReconnectPolicy POLICY = ReconnectPolicy.DEFAULT;

    private static Attempt attempt(int failures, int alike, double jitter) {
        return new Attempt(failures, alike, true, Duration.ZERO, Duration.ZERO, false, false, NOW, jitter);
    }

    private static Attempt first() {
        return attempt(1, 1, 0.5);
    }

    /** The application gives targets; one of them was refused before or not. */
    private static Attempt withSource(boolean refreshed) {
        return new Attempt(1, 1, true, Duration.ZERO, Duration.ZERO, true, refreshed, NOW, 0.5);
    }

    private static CloseReport report(CloseCause cause) {
        return CloseReport.builder(Role.CLIENT, cause).build();
    }

    private static CloseReport closedWith(int code) {
        ClosePayload payload = code == 1005 ? ClosePayload.EMPTY : ClosePayload.of(new CloseCode(code), "");
        return report(new CloseCause.PeerClosed(payload));
    }

    private static CloseReport refusedWith(int status, String... headers) {
        Headers.Builder all = Headers.builder();
        for (int i = 0; i < headers.length; i += 2) {
            all.add(headers[i], headers[i + 1]);
        }
        return CloseReport.builder(Role.CLIENT, new CloseCause.HandshakeRefused(status, ""))
                .handshake(new HandshakeFacts(
                        OptionalInt.of(status),
                        all.build(),
                        "",
                        Optional.empty(),
                        List.of(),
                        ExtensionOutcome.NOT_REACHED,
                        ClientTraits.NONE))
                .build();
    }

    // ---- the classes

    @ParameterizedTest
    @CsvSource({
        "1001, SERVER_LEFT",
        "1006, SERVER_FAULT",
        "1011, SERVER_FAULT",
        "1012, SERVER_LEFT",
        "1013, OVERLOADED",
        "1014, SERVER_FAULT",
        "3008, SERVER_FAULT"
    })
    void closesThatPassAreTriedAgain(int code, Reason reason) {
        Decision decision = POLICY.decide(closedWith(code), first());

        assertThat(decision)
                .isInstanceOfSatisfying(
                        Retry.class, retry -> assertThat(retry.reason()).isEqualTo(reason));
    }

    @ParameterizedTest
    @ValueSource(ints = {1003, 1007, 1009, 1010})
    void closesForWhatTheCallerDidAreNotTriedAgain(int code) {
        assertThat(POLICY.decide(closedWith(code), first())).isInstanceOf(Stop.class);
    }

    @ParameterizedTest
    @ValueSource(ints = {1000, 1005})
    void aCloseInOrderIsFinalUnlessTheLinkIsWantedForGood(int code) {
        ReconnectPolicy forGood = ReconnectPolicy.builder().wantedForGood(true).build();

        assertThat(POLICY.decide(closedWith(code), first()).reason()).isEqualTo(Reason.FINISHED);
        assertThat(POLICY.decide(closedWith(code), first())).isInstanceOf(Stop.class);
        assertThat(forGood.decide(closedWith(code), first())).isInstanceOf(Retry.class);
    }

    static Stream<Arguments> endsThatPass() {
        return Stream.of(
                Arguments.of(new CloseCause.TransportLost(TransportEnd.FIN), Reason.LOST),
                Arguments.of(new CloseCause.PongTimeout(Duration.ofSeconds(1), Duration.ofSeconds(2)), Reason.LOST),
                Arguments.of(new CloseCause.IdleTimeout(Duration.ofSeconds(1)), Reason.LOST),
                Arguments.of(new CloseCause.DnsFailed("example.com", "unknown"), Reason.NOT_REACHED),
                Arguments.of(
                        new CloseCause.ConnectFailed("192.0.2.1:1", TransportEnd.of(TransportEnd.Kind.REFUSED, "")),
                        Reason.NOT_REACHED),
                Arguments.of(new CloseCause.TimedOutOpening(Stage.UPGRADE, Duration.ofSeconds(1)), Reason.NOT_REACHED),
                Arguments.of(new CloseCause.HandshakeLost(Stage.TLS, TransportEnd.FIN), Reason.NOT_REACHED),
                Arguments.of(new CloseCause.SlowConsumer(2, 1), Reason.SERVER_FAULT),
                Arguments.of(new CloseCause.TlsFailed(TlsProblem.OTHER, ""), Reason.NOT_REACHED),
                Arguments.of(new CloseCause.LocalFailure("no target"), Reason.LOCAL_TROUBLE),
                Arguments.of(new CloseCause.Aborted(), Reason.LOCAL_TROUBLE));
    }

    @ParameterizedTest
    @MethodSource("endsThatPass")
    void endsWithoutACloseFrameAreTriedAgainHoweverOftenTheyCome(CloseCause cause, Reason reason) {
        Decision decision = POLICY.decide(report(cause), attempt(50, 50, 0.5));

        assertThat(decision)
                .isInstanceOfSatisfying(
                        Retry.class, retry -> assertThat(retry.reason()).isEqualTo(reason));
    }

    @Test
    void anExtensionThatTheServerDoesNotAgreeToIsNotAskedForAgain() {
        CloseCause cause = new CloseCause.ExtensionMissing(List.of("permessage-deflate"));

        assertThat(POLICY.decide(report(cause), first()))
                .isEqualTo(new Stop(Reason.EXTENSION_MISSING, "the server did not agree to permessage-deflate"));
    }

    @ParameterizedTest
    @EnumSource(
            value = TlsProblem.class,
            mode = EnumSource.Mode.EXCLUDE,
            names = {"OTHER"})
    void whatIsWrongWithACertificateDoesNotPass(TlsProblem problem) {
        assertThat(POLICY.decide(report(new CloseCause.TlsFailed(problem, "")), first()))
                .isInstanceOf(Stop.class);
    }

    static Stream<CloseCause> endsThatMayBeChance() {
        return Stream.of(
                new CloseCause.ProtocolViolation(ProtocolError.CLOSE_CODE_INVALID, ""),
                new CloseCause.HandshakeInvalid("BAD_ACCEPT", ""),
                new CloseCause.HandlerFailed("java.lang.IllegalStateException"));
    }

    @ParameterizedTest
    @MethodSource("endsThatMayBeChance")
    void whatMayBeChanceIsTriedOnce(CloseCause cause) {
        assertThat(POLICY.decide(report(cause), attempt(4, 1, 0.5)).reason()).isEqualTo(Reason.ONCE_MORE);
        assertThat(POLICY.decide(report(cause), attempt(5, 2, 0.5))).isInstanceOf(Stop.class);
    }

    @ParameterizedTest
    @ValueSource(ints = {408, 425, 429, 500, 502, 503, 504, 520})
    void refusalsThatPassAreTriedAgain(int status) {
        assertThat(POLICY.decide(refusedWith(status), attempt(9, 9, 0.5))).isInstanceOf(Retry.class);
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 301, 400, 401, 403, 404, 405, 407, 410, 426, 501, 505})
    void refusalsOfTheRequestAreNotTriedAgainAtTheFirstConnection(int status) {
        Attempt never = new Attempt(1, 1, false, Duration.ZERO, Duration.ZERO, false, false, NOW, 0.5);

        assertThat(POLICY.decide(refusedWith(status), never))
                .isInstanceOfSatisfying(
                        Stop.class, stop -> assertThat(stop.detail()).isEqualTo("HTTP " + status));
    }

    @Test
    void aPathThatWasThereMayBeGoneWhileItsServiceIsDeployed() {
        assertThat(POLICY.decide(refusedWith(404), attempt(3, 3, 0.5))).isInstanceOf(Retry.class);
        assertThat(POLICY.decide(refusedWith(404), attempt(4, 4, 0.5))).isInstanceOf(Stop.class);
    }

    // ---- credentials

    @ParameterizedTest
    @ValueSource(ints = {401, 403})
    void refusedCredentialsAreReplacedOnce(int status) {
        assertThat(POLICY.decide(refusedWith(status), withSource(false)))
                .isInstanceOfSatisfying(
                        Retry.class, retry -> assertThat(retry.newCredentials()).isTrue());
        assertThat(POLICY.decide(refusedWith(status), withSource(true)).reason())
                .isEqualTo(Reason.CREDENTIALS_REFUSED);
    }

    @ParameterizedTest
    @ValueSource(ints = {1008, 3000, 3003, 4401, 4403})
    void codesForRefusedCredentialsAskForNewOnesOrAreTriedOnce(int code) {
        assertThat(POLICY.decide(closedWith(code), withSource(false)))
                .isInstanceOfSatisfying(
                        Retry.class, retry -> assertThat(retry.newCredentials()).isTrue());
        assertThat(POLICY.decide(closedWith(code), withSource(true))).isInstanceOf(Stop.class);
        assertThat(POLICY.decide(closedWith(code), first())).isInstanceOf(Retry.class);
        assertThat(POLICY.decide(closedWith(code), attempt(2, 2, 0.5))).isInstanceOf(Stop.class);
    }

    // ---- private codes

    @Test
    void aPrivateCodeOfNoNamedServiceIsTriedAFewTimes() {
        assertThat(POLICY.decide(closedWith(4242), attempt(3, 3, 0.5))).isInstanceOf(Retry.class);
        assertThat(POLICY.decide(closedWith(4242), attempt(4, 4, 0.5))).isInstanceOf(Stop.class);
    }

    @ParameterizedTest
    @CsvSource({
        "discord, 4004, SERVICE_SAYS_STOP",
        "discord, 4008, SERVICE_SAYS_RETRY",
        "pusher, 4001, SERVICE_SAYS_STOP",
        "pusher, 4200, SERVICE_SAYS_RETRY",
        "centrifugo, 3500, CREDENTIALS_REFUSED",
        "centrifugo, 3501, SERVICE_SAYS_STOP",
        "centrifugo, 3001, SERVICE_SAYS_RETRY"
    })
    void codesOfANamedServiceMeanWhatItSays(String service, int code, Reason reason) {
        ReconnectPolicy policy = ReconnectPolicy.builder().service(service).build();

        assertThat(policy.decide(closedWith(code), first()).reason()).isEqualTo(reason);
    }

    @Test
    void aServiceThatNothingIsKnownOfIsRefusedWithThoseThatAreKnown() {
        ReconnectPolicy.Builder builder = ReconnectPolicy.builder();

        assertThatThrownBy(() -> builder.service("nosuch"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("nosuch")
                .hasMessageContaining("discord");
    }

    @Test
    void aServiceThatSaysAtOnceIsTriedAtOnceTheFirstTimeOnly() {
        ReconnectPolicy policy = ReconnectPolicy.builder().service("pusher").build();

        assertThat(policy.decide(closedWith(4200), first()))
                .isInstanceOfSatisfying(
                        Retry.class, retry -> assertThat(retry.delay()).isZero());
        assertThat(policy.decide(closedWith(4200), attempt(2, 2, 0.5)))
                .isInstanceOfSatisfying(
                        Retry.class, retry -> assertThat(retry.delay()).isEqualTo(Duration.ofSeconds(5)));
    }

    // ---- delays

    @Test
    void theLongestDelayDoublesUpToTheCap() {
        assertThat(Stream.of(1, 2, 3, 4, 5, 6, 1_000).map(Backoff.DEFAULT::longest))
                .containsExactly(
                        Duration.ofSeconds(5),
                        Duration.ofSeconds(10),
                        Duration.ofSeconds(20),
                        Duration.ofSeconds(40),
                        Duration.ofMinutes(1),
                        Duration.ofMinutes(1),
                        Duration.ofMinutes(1));
    }

    @ParameterizedTest
    @CsvSource({"1013, 15", "1012, 2.5"})
    void aServerThatIsOverloadedIsGivenMoreTime(int code, double seconds) {
        assertThat(POLICY.decide(closedWith(code), first()))
                .isInstanceOfSatisfying(
                        Retry.class,
                        retry -> assertThat(retry.delay()).isEqualTo(Duration.ofMillis((long) (seconds * 1_000))));
    }

    @Test
    void retryAfterIsWaitedForAndSpread() {
        Decision decision = POLICY.decide(refusedWith(503, "Retry-After", "120"), attempt(7, 7, 0.5));

        assertThat(decision)
                .isInstanceOfSatisfying(
                        Retry.class, retry -> assertThat(retry.delay()).isEqualTo(Duration.ofMillis(122_500)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"Sun, 01 Mar 2026 12:02:00 GMT", "Sunday, 01-Mar-26 12:02:00 GMT", "Sun Mar  1 12:02:00 2026"})
    void retryAfterMayBeADateInAnyOfTheThreeForms(String date) {
        Decision decision = POLICY.decide(refusedWith(503, "Retry-After", date), attempt(1, 1, 0));

        assertThat(decision)
                .isInstanceOfSatisfying(
                        Retry.class, retry -> assertThat(retry.delay()).isEqualTo(Duration.ofMinutes(2)));
    }

    @Test
    void aDateCountsFromTheServersOwnClock() {
        CloseReport report = refusedWith(
                503, "Retry-After", "Sun, 01 Mar 2026 05:00:30 GMT", "Date", "Sun, 01 Mar 2026 05:00:00 GMT");

        assertThat(POLICY.decide(report, attempt(1, 1, 0)))
                .isInstanceOfSatisfying(
                        Retry.class, retry -> assertThat(retry.delay()).isEqualTo(Duration.ofSeconds(30)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"86400", "99999999999999999999", "Sun, 01 Mar 2099 12:00:00 GMT"})
    void retryAfterIsBelievedUpToABound(String value) {
        assertThat(POLICY.decide(refusedWith(503, "Retry-After", value), attempt(1, 1, 0)))
                .isInstanceOfSatisfying(
                        Retry.class, retry -> assertThat(retry.delay()).isEqualTo(Duration.ofMinutes(10)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-5", "soon", "12.5", "Sun, 01 Mar 2020 12:00:00 GMT"})
    void aRetryAfterThatSaysNothingOrIsOverDoesNotDelay(String value) {
        assertThat(POLICY.decide(refusedWith(503, "Retry-After", value), attempt(1, 1, 0)))
                .isInstanceOfSatisfying(
                        Retry.class, retry -> assertThat(retry.delay()).isZero());
    }

    // ---- bounds

    @Test
    void attemptsMayBeLimited() {
        ReconnectPolicy policy = ReconnectPolicy.builder().maxAttempts(3).build();

        assertThat(policy.decide(closedWith(1012), attempt(2, 2, 0.5))).isInstanceOf(Retry.class);
        assertThat(policy.decide(closedWith(1012), attempt(3, 3, 0.5)))
                .isEqualTo(new Stop(Reason.TOO_MANY_ATTEMPTS, "3"));
    }

    @Test
    void theTimeMayBeLimited() {
        ReconnectPolicy policy =
                ReconnectPolicy.builder().maxTime(Duration.ofSeconds(30)).build();
        Attempt early = new Attempt(1, 1, true, Duration.ZERO, Duration.ofSeconds(27), false, false, NOW, 0.5);
        Attempt late = new Attempt(1, 1, true, Duration.ZERO, Duration.ofSeconds(28), false, false, NOW, 0.5);

        assertThat(policy.decide(closedWith(1012), early)).isInstanceOf(Retry.class);
        assertThat(policy.decide(closedWith(1012), late).reason()).isEqualTo(Reason.TOO_LONG);
    }

    @Test
    void anApplicationsOwnClassesComeFirst() {
        ReconnectPolicy policy = ReconnectPolicy.builder()
                .classify(report -> report.code().value() == 1009
                        ? Optional.of(new Advice(Action.RETRY, Reason.OWN, "smaller messages"))
                        : Optional.empty())
                .build();
        CloseReport tooBig = CloseReport.builder(
                        Role.CLIENT, new CloseCause.PeerClosed(ClosePayload.of(new CloseCode(1009), "")))
                .closing(new Closing(
                        Optional.empty(),
                        Optional.of(ClosePayload.of(new CloseCode(1009), "")),
                        Closing.Initiator.PEER,
                        false,
                        false,
                        false))
                .build();

        assertThat(policy.decide(tooBig, first()).describe(Locale.ENGLISH))
                .isEqualTo("the application’s own policy says so (smaller messages)");
        assertThat(policy.decide(closedWith(1003), first())).isInstanceOf(Stop.class);
    }

    @ParameterizedTest
    @EnumSource(Reason.class)
    void everyReasonHasATextInEveryLanguage(Reason reason) {
        assertThat(reason.describe(Locale.ENGLISH)).isNotBlank();
        assertThat(reason.describe(Locale.forLanguageTag("vi")))
                .isNotBlank()
                .isNotEqualTo(reason.describe(Locale.ENGLISH));
    }

    /** Every code from 1000 to 4999 gets a decision, and so does every status. */
    @Test
    void nothingThatCanComeIsWithoutADecision() {
        for (int code = 1000; code < 5000; code++) {
            assertThat(POLICY.decide(closedWith(code), first())).isNotNull();
        }
        for (int status = 200; status < 600; status++) {
            assertThat(POLICY.decide(refusedWith(status), first())).isNotNull();
        }
    }
}
