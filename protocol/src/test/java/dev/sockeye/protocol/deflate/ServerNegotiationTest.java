package dev.sockeye.protocol.deflate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sockeye.protocol.extension.NegotiatedExtension;
import dev.sockeye.protocol.extension.ServerExtension;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ServerNegotiationTest {
    private static final PermessageDeflate GENEROUS = PermessageDeflate.serverDefault().toBuilder()
            .ownContextTakeover(true)
            .peerContextTakeover(true)
            .build();

    private static Optional<NegotiatedDeflate> negotiate(PermessageDeflate settings, String... offers) {
        return negotiate(settings.server(), offers);
    }

    private static Optional<NegotiatedDeflate> negotiate(ServerExtension extension, String... offers) {
        Optional<NegotiatedExtension> agreed =
                extension.accept(Arrays.stream(offers).map(Elements::element).toList());
        return agreed.map(NegotiatedDeflate.class::cast);
    }

    private static String answer(PermessageDeflate settings, String... offers) {
        return negotiate(settings, offers)
                .map(agreed -> agreed.descriptor().toString())
                .orElse("declined");
    }

    private static final String BOTH_RESET =
            "permessage-deflate; server_no_context_takeover; client_no_context_takeover";

    @ParameterizedTest
    @CsvSource({
        "permessage-deflate; client_max_window_bits, ''",
        "permessage-deflate; client_no_context_takeover, ''",
        "permessage-deflate; server_no_context_takeover, ''",
        "permessage-deflate; server_no_context_takeover; client_no_context_takeover, ''",
        "permessage-deflate; server_max_window_bits=9, ; server_max_window_bits=9",
        "permessage-deflate; server_max_window_bits=8, ; server_max_window_bits=8",
        "permessage-deflate; server_max_window_bits=15, ; server_max_window_bits=15",
        "permessage-deflate; client_max_window_bits=10, ; client_max_window_bits=10",
        "permessage-deflate; client_max_window_bits=15, ''",
        "permessage-deflate; client_max_window_bits=9; server_max_window_bits=12, "
                + "; server_max_window_bits=12; client_max_window_bits=9",
    })
    void theDefaultServerAnswersWithoutContextTakeoverAndKeepsWindowLimits(String offer, String windows) {
        assertThat(answer(PermessageDeflate.serverDefault(), offer)).isEqualTo(BOTH_RESET + windows);
    }

    @Test
    void anOfferWithoutParametersIsAnsweredWithoutTheOneThatNettysClientRefuses() {
        assertThat(answer(PermessageDeflate.serverDefault(), "permessage-deflate"))
                .isEqualTo("permessage-deflate; server_no_context_takeover");
    }

    @ParameterizedTest
    @CsvSource({
        "permessage-deflate, permessage-deflate",
        "permessage-deflate; client_max_window_bits, permessage-deflate",
        "permessage-deflate; server_no_context_takeover, permessage-deflate; server_no_context_takeover",
        "permessage-deflate; client_no_context_takeover, permessage-deflate; client_no_context_takeover",
    })
    @Tag("RFC7692-7.1.1.1-1")
    @Tag("RFC7692-7.1.1.1-3")
    void aServerThatAllowsTakeoverResetsOnlyWhatTheClientAsksFor(String offer, String answer) {
        assertThat(answer(GENEROUS, offer)).isEqualTo(answer);
    }

    static IntStream windowBits() {
        return IntStream.rangeClosed(8, 15);
    }

    @ParameterizedTest
    @MethodSource("windowBits")
    @Tag("RFC7692-7.1.2.1-1")
    @Tag("RFC7692-7.1.2.1-2")
    void everyOfferedServerWindowIsAnsweredWithThatValueAndUsed(int bits) {
        NegotiatedDeflate agreed = negotiate(GENEROUS, "permessage-deflate; server_max_window_bits=" + bits)
                .orElseThrow();

        assertThat(agreed.descriptor()).hasToString("permessage-deflate; server_max_window_bits=" + bits);
        assertThat(agreed.ownWindowBits()).isEqualTo(bits);
        assertThat(agreed.peerWindowBits()).isEqualTo(15);
    }

    @ParameterizedTest
    @MethodSource("windowBits")
    void theAnsweredServerWindowIsTheSmallerOfOfferAndSetting(int own) {
        PermessageDeflate settings = GENEROUS.toBuilder().ownMaxWindowBits(own).build();
        for (int offered = 8; offered <= 15; offered++) {
            int expected = Math.min(own, offered);
            assertThat(answer(settings, "permessage-deflate; server_max_window_bits=" + offered))
                    .isEqualTo("permessage-deflate; server_max_window_bits=" + expected);
        }
    }

    @Test
    void aServerTellsItsSmallerWindowUnasked() {
        assertThat(answer(GENEROUS.toBuilder().ownMaxWindowBits(11).build(), "permessage-deflate"))
                .isEqualTo("permessage-deflate; server_max_window_bits=11");
    }

    @ParameterizedTest
    @MethodSource("windowBits")
    void theAnsweredClientWindowIsTheSmallerOfHintAndSetting(int limit) {
        PermessageDeflate settings =
                GENEROUS.toBuilder().peerMaxWindowBits(limit).build();
        for (int hint = 8; hint <= 15; hint++) {
            NegotiatedDeflate agreed = negotiate(settings, "permessage-deflate; client_max_window_bits=" + hint)
                    .orElseThrow();
            int expected = Math.min(limit, hint);
            assertThat(agreed.peerWindowBits()).isEqualTo(expected);
            assertThat(agreed.descriptor())
                    .hasToString(
                            expected == 15
                                    ? "permessage-deflate"
                                    : "permessage-deflate; client_max_window_bits=" + expected);
        }
    }

    @Test
    @Tag("RFC7692-7.1.2.2-1")
    void clientMaxWindowBitsIsNotAnsweredToAnOfferWithoutIt() {
        PermessageDeflate settings = GENEROUS.toBuilder().peerMaxWindowBits(10).build();

        assertThat(answer(settings, "permessage-deflate")).isEqualTo("declined");
        assertThat(answer(settings, "permessage-deflate", "permessage-deflate; client_max_window_bits"))
                .isEqualTo("permessage-deflate; client_max_window_bits=10");
    }

    @Test
    @Tag("RFC7692-7-4")
    void aServerMayDeclineSmallerWindows() {
        PermessageDeflate settings =
                GENEROUS.toBuilder().windowLimitAccepted(false).build();

        assertThat(answer(settings, "permessage-deflate; server_max_window_bits=14"))
                .isEqualTo("declined");
        assertThat(answer(settings, "permessage-deflate; server_max_window_bits=15"))
                .isEqualTo("permessage-deflate; server_max_window_bits=15");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "foo",
                "foo=1",
                "server_no_context_takeover=1",
                "server_no_context_takeover=",
                "client_no_context_takeover=true",
                "server_max_window_bits",
                "server_max_window_bits=",
                "server_max_window_bits=7",
                "server_max_window_bits=16",
                "server_max_window_bits=08",
                "server_max_window_bits=015",
                "server_max_window_bits=+9",
                "server_max_window_bits=-9",
                "server_max_window_bits=9.0",
                "server_max_window_bits=0x9",
                "server_max_window_bits=\u0669",
                "server_max_window_bits=99999999999",
                "client_max_window_bits=",
                "client_max_window_bits=7",
                "client_max_window_bits=16",
                "client_max_window_bits=09",
                "client_max_window_bits=abc",
                "server_no_context_takeover; server_no_context_takeover",
                "client_no_context_takeover; client_no_context_takeover",
                "server_max_window_bits=9; server_max_window_bits=9",
                "client_max_window_bits; client_max_window_bits",
                "client_max_window_bits=9; client_max_window_bits",
            })
    @Tag("RFC7692-7-1")
    @Tag("RFC7692-7-2")
    @Tag("RFC7692-7-3")
    @Tag("RFC7692-7.1.2-1")
    void anInvalidOfferIsDeclined(String parameters) {
        assertThat(answer(PermessageDeflate.serverDefault(), "permessage-deflate; " + parameters))
                .isEqualTo("declined");
    }

    @Test
    @Tag("RFC7692-5-3")
    void theFirstAcceptableOfferIsAccepted() {
        assertThat(answer(
                        GENEROUS,
                        "permessage-deflate; unknown",
                        "permessage-deflate; server_max_window_bits=7",
                        "permessage-deflate; server_max_window_bits=10",
                        "permessage-deflate"))
                .isEqualTo("permessage-deflate; server_max_window_bits=10");
    }

    @Test
    void namesOfParametersAreComparedIgnoringCase() {
        assertThat(answer(GENEROUS, "permessage-deflate; Server_Max_Window_Bits=10"))
                .isEqualTo("permessage-deflate; server_max_window_bits=10");
    }

    /** Every valid offer there is, to every setting of the four that shape the answer. */
    @Test
    @Tag("RFC6455-9-2")
    @Tag("RFC6455-9.1-4")
    void everyValidOfferGetsAnAnswerThatAClientWithThatOfferMustAccept() {
        int tried = 0;
        for (PermessageDeflate settings : List.of(PermessageDeflate.serverDefault(), GENEROUS)) {
            ServerExtension server = settings.server();
            for (int flags = 0; flags < 4; flags++) {
                for (int serverBits = 7; serverBits <= 15; serverBits++) {
                    for (int clientBits = 6; clientBits <= 15; clientBits++) {
                        String offer = "permessage-deflate"
                                + ((flags & 1) == 0 ? "" : "; server_no_context_takeover")
                                + ((flags & 2) == 0 ? "" : "; client_no_context_takeover")
                                + (serverBits == 7 ? "" : "; server_max_window_bits=" + serverBits)
                                + (clientBits == 6 ? "" : "; client_max_window_bits")
                                + (clientBits <= 7 ? "" : "=" + clientBits);
                        NegotiatedDeflate agreed = negotiate(server, offer).orElseThrow();
                        String answer = agreed.descriptor().toString();

                        assertThat(agreed.ownWindowBits()).isEqualTo(serverBits == 7 ? 15 : serverBits);
                        assertThat(agreed.peerWindowBits()).isEqualTo(clientBits <= 7 ? 15 : clientBits);
                        assertThat(answer.contains("server_max_window_bits=" + serverBits))
                                .isEqualTo(serverBits > 7);
                        assertThat(agreed.ownContextTakeover())
                                .isEqualTo(settings.ownContextTakeover() && (flags & 1) == 0)
                                .isEqualTo(!answer.contains("server_no_context_takeover"));
                        boolean bare = offer.equals("permessage-deflate");
                        assertThat(agreed.peerContextTakeover())
                                .isEqualTo((settings.peerContextTakeover() || bare) && (flags & 2) == 0)
                                .isEqualTo(!answer.contains("client_no_context_takeover"));
                        tried++;
                    }
                }
            }
        }
        assertThat(tried).isEqualTo(2 * 4 * 9 * 10);
    }

    @Test
    void connectionsThatAgreeOnTheSameShareOneObject() {
        ServerExtension server = PermessageDeflate.serverDefault().server();
        String offer = "permessage-deflate; client_max_window_bits";

        assertThat(negotiate(server, offer).orElseThrow())
                .isSameAs(negotiate(server, offer).orElseThrow());
    }

    @Test
    void permessageDeflateClaimsRsv1() {
        assertThat(negotiate(GENEROUS, "permessage-deflate").orElseThrow().reservedBits())
                .isEqualTo(4);
    }
}
