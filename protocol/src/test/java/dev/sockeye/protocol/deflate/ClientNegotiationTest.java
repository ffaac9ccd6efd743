package dev.sockeye.protocol.deflate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.sockeye.protocol.extension.ExtensionAnswerException;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ClientNegotiationTest {
    private static final PermessageDeflate OPEN = PermessageDeflate.clientDefault().toBuilder()
            .ownContextTakeover(true)
            .build();

    private static NegotiatedDeflate confirm(PermessageDeflate settings, String answer)
            throws ExtensionAnswerException {
        return (NegotiatedDeflate) settings.client().confirm(Elements.element(answer));
    }

    private static void assertRefused(PermessageDeflate settings, String answer, String why) {
        assertThatExceptionOfType(ExtensionAnswerException.class)
                .isThrownBy(() -> confirm(settings, answer))
                .withMessageContaining(answer)
                .withMessageContaining(why)
                .withMessageContaining("RFC 7692 §7.1");
    }

    @Test
    @Tag("RFC6455-9.1-3")
    @Tag("RFC6455-9.1-4")
    void theDefaultClientOffersWindowLimitsAndTellsThatItKeepsNoContext() {
        assertThat(PermessageDeflate.clientDefault().client().offers())
                .hasToString("[permessage-deflate; client_no_context_takeover; client_max_window_bits]");
    }

    @Test
    @Tag("RFC6455-9-2")
    @Tag("RFC6455-9.1-4")
    void theOfferFollowsTheSettings() {
        assertThat(OPEN.client().offers()).hasToString("[permessage-deflate; client_max_window_bits]");
        assertThat(OPEN.toBuilder()
                        .ownContextTakeover(false)
                        .peerContextTakeover(false)
                        .ownMaxWindowBits(11)
                        .peerMaxWindowBits(9)
                        .build()
                        .client()
                        .offers())
                .hasToString("[permessage-deflate; server_no_context_takeover; client_no_context_takeover; "
                        + "server_max_window_bits=9; client_max_window_bits=11]");
        assertThat(OPEN.toBuilder().windowLimitAccepted(false).build().client().offers())
                .hasToString("[permessage-deflate]");
    }

    @Test
    void anAnswerWithoutParametersAgreesOnTakeoverAndFullWindows() throws ExtensionAnswerException {
        NegotiatedDeflate agreed = confirm(OPEN, "permessage-deflate");

        assertThat(agreed.ownContextTakeover()).isTrue();
        assertThat(agreed.peerContextTakeover()).isTrue();
        assertThat(agreed.ownWindowBits()).isEqualTo(15);
        assertThat(agreed.peerWindowBits()).isEqualTo(15);
        assertThat(agreed.descriptor()).hasToString("permessage-deflate");
    }

    @Test
    @Tag("RFC7692-7.1.1.2-1")
    @Tag("RFC7692-7.1.1.2-2")
    void aClientObeysClientNoContextTakeoverThatComesUnasked() throws ExtensionAnswerException {
        assertThat(confirm(OPEN, "permessage-deflate; client_no_context_takeover")
                        .ownContextTakeover())
                .isFalse();
    }

    @Test
    @Tag("RFC7692-7.1.1.1-1")
    @Tag("RFC7692-7.1.2.1-1")
    void serverParametersMayComeUnasked() throws ExtensionAnswerException {
        NegotiatedDeflate agreed =
                confirm(OPEN, "permessage-deflate; server_no_context_takeover; server_max_window_bits=10");

        assertThat(agreed.peerContextTakeover()).isFalse();
        assertThat(agreed.peerWindowBits()).isEqualTo(10);
        assertThat(agreed.ownContextTakeover()).isTrue();
    }

    @Test
    void aClientKeepsItsHintWhenTheAnswerIsSilent() throws ExtensionAnswerException {
        NegotiatedDeflate agreed = confirm(
                OPEN.toBuilder().ownContextTakeover(false).ownMaxWindowBits(10).build(), "permessage-deflate");

        assertThat(agreed.ownContextTakeover()).isFalse();
        assertThat(agreed.ownWindowBits()).isEqualTo(10);
    }

    @ParameterizedTest
    @ValueSource(ints = {8, 9, 10, 11, 12, 13, 14, 15})
    @Tag("RFC7692-7.1.2.2-2")
    void everyAnsweredClientWindowIsUsed(int bits) throws ExtensionAnswerException {
        assertThat(confirm(OPEN, "permessage-deflate; client_max_window_bits=" + bits)
                        .ownWindowBits())
                .isEqualTo(bits);
    }

    @ParameterizedTest
    @CsvSource({
        "foo, is not a parameter",
        "server_no_context_takeover=1, takes none",
        "client_no_context_takeover=, takes none",
        "server_max_window_bits, lacks its value",
        "client_max_window_bits, lacks its value",
        "server_max_window_bits=7, not a number from 8 to 15",
        "server_max_window_bits=16, not a number from 8 to 15",
        "server_max_window_bits=010, not a number from 8 to 15",
        "client_max_window_bits=7, not a number from 8 to 15",
        "client_max_window_bits=09, not a number from 8 to 15",
        "client_max_window_bits=ten, not a number from 8 to 15",
        "server_no_context_takeover; server_no_context_takeover, stands twice",
        "client_no_context_takeover; client_no_context_takeover, stands twice",
        "server_max_window_bits=9; server_max_window_bits=10, stands twice",
        "client_max_window_bits=9; client_max_window_bits=9, stands twice",
    })
    @Tag("RFC7692-7-5")
    @Tag("RFC7692-7-6")
    @Tag("RFC7692-7-7")
    @Tag("RFC7692-7.1.2-1")
    @Tag("RFC7692-5.1-1")
    void anInvalidAnswerFailsTheConnection(String parameters, String why) {
        assertRefused(OPEN, "permessage-deflate; " + parameters, why);
    }

    @Test
    @Tag("RFC7692-7-8")
    @Tag("RFC7692-5.1-1")
    void anAnswerWithoutTheOfferedServerNoContextTakeoverFailsTheConnection() {
        assertRefused(
                OPEN.toBuilder().peerContextTakeover(false).build(),
                "permessage-deflate",
                "lacks server_no_context_takeover");
    }

    @Test
    void anAnswerWithoutTheOfferedServerWindowFailsTheConnection() {
        assertRefused(
                OPEN.toBuilder().peerMaxWindowBits(10).build(), "permessage-deflate", "lacks server_max_window_bits");
    }

    @Test
    @Tag("RFC7692-7-8")
    void anAnswerWithALargerServerWindowThanOfferedFailsTheConnection() throws ExtensionAnswerException {
        PermessageDeflate settings = OPEN.toBuilder().peerMaxWindowBits(10).build();

        assertRefused(settings, "permessage-deflate; server_max_window_bits=11", "larger than the offered 10");
        assertThat(confirm(settings, "permessage-deflate; server_max_window_bits=10")
                        .peerWindowBits())
                .isEqualTo(10);
        assertThat(confirm(settings, "permessage-deflate; server_max_window_bits=8")
                        .peerWindowBits())
                .isEqualTo(8);
    }

    @Test
    @Tag("RFC7692-7-8")
    void aClientWindowThatWasNotOfferedFailsTheConnection() {
        assertRefused(
                OPEN.toBuilder().windowLimitAccepted(false).build(),
                "permessage-deflate; client_max_window_bits=15",
                "was not offered");
    }

    @Test
    void anAnswerWithALargerClientWindowThanOfferedFailsTheConnection() throws ExtensionAnswerException {
        PermessageDeflate settings = OPEN.toBuilder().ownMaxWindowBits(10).build();

        assertRefused(settings, "permessage-deflate; client_max_window_bits=11", "larger than the offered 10");
        assertThat(confirm(settings, "permessage-deflate; client_max_window_bits=9")
                        .ownWindowBits())
                .isEqualTo(9);
    }

    @Test
    void anAnswerMayBeToAnyOfSeveralOffers() throws ExtensionAnswerException {
        var client = PermessageDeflate.client(List.of(
                OPEN.toBuilder().peerMaxWindowBits(9).build(),
                OPEN.toBuilder().peerContextTakeover(false).build()));

        assertThat(client.offers())
                .hasToString("[permessage-deflate; server_max_window_bits=9; client_max_window_bits, "
                        + "permessage-deflate; server_no_context_takeover; client_max_window_bits]");
        assertThat(client.confirm(Elements.element("permessage-deflate; server_no_context_takeover")))
                .extracting("peerWindowBits", "peerContextTakeover")
                .containsExactly(15, false);
        assertThatExceptionOfType(ExtensionAnswerException.class)
                .isThrownBy(() -> client.confirm(Elements.element("permessage-deflate")))
                .withMessageContaining("lacks server_max_window_bits")
                .withMessageContaining("lacks server_no_context_takeover");
    }

    @Test
    void aClientNeedsAnOffer() {
        assertThatIllegalArgumentException().isThrownBy(() -> PermessageDeflate.client(List.of()));
    }

    @Test
    void settingsOutOfRangeAreRefused() {
        var builder = PermessageDeflate.clientDefault().toBuilder();

        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.level(0).build())
                .withMessage("level is 0, not from 1 to 9");
        builder.level(6);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.ownMaxWindowBits(7).build());
        builder.ownMaxWindowBits(8);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.peerMaxWindowBits(16).build());
        builder.peerMaxWindowBits(8);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.minimumSize(-1).build());
    }

    /** Every pair of settings that this project's own ends can have agrees, and both ends see the same agreement. */
    @Test
    void bothEndsSeeTheSameAgreement() throws ExtensionAnswerException {
        for (int bits = 0; bits < 16; bits++) {
            for (int clientBits = 8; clientBits <= 15; clientBits++) {
                for (int serverBits = 8; serverBits <= 15; serverBits++) {
                    var client = OPEN.toBuilder()
                            .ownContextTakeover((bits & 1) == 0)
                            .peerContextTakeover((bits & 2) == 0)
                            .ownMaxWindowBits(clientBits)
                            .peerMaxWindowBits(serverBits)
                            .build()
                            .client();
                    var server = OPEN.toBuilder()
                            .ownContextTakeover((bits & 4) == 0)
                            .peerContextTakeover((bits & 8) == 0)
                            .ownMaxWindowBits(clientBits)
                            .peerMaxWindowBits(serverBits)
                            .build()
                            .server();
                    var atServer =
                            (NegotiatedDeflate) server.accept(client.offers()).orElseThrow();
                    var atClient = (NegotiatedDeflate) client.confirm(atServer.descriptor());

                    assertThat(atClient.ownWindowBits()).isEqualTo(atServer.peerWindowBits());
                    assertThat(atClient.peerWindowBits()).isEqualTo(atServer.ownWindowBits());
                    assertThat(atClient.ownContextTakeover()).isEqualTo(atServer.peerContextTakeover());
                    assertThat(atClient.peerContextTakeover()).isEqualTo(atServer.ownContextTakeover());
                }
            }
        }
    }
}
