package dev.sockeye.protocol.close;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.sockeye.protocol.ProtocolError;
import dev.sockeye.protocol.ProtocolException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class ClosePayloadTest {
    @Test
    @Tag("RFC6455-5.5.1-1")
    void aBodyIsTheCodeInNetworkOrderAndTheReasonInUtf8() throws ProtocolException {
        ClosePayload payload = ClosePayload.of(new CloseCode(4000), "naïve €");
        ByteBuffer body = ByteBuffer.allocate(payload.bytes());
        payload.writeTo(body);

        assertThat(HexFormat.of().formatHex(body.array())).isEqualTo("0fa0" + "6e61c3af766520e282ac");
        assertThat(ClosePayload.parse(body.flip())).isEqualTo(payload);
        assertThat(body.hasRemaining()).isFalse();
    }

    @Test
    void anEmptyBodyHasNoCodeAndIsReportedAs1005() throws ProtocolException {
        assertThat(ClosePayload.parse(ByteBuffer.allocate(0))).isEqualTo(ClosePayload.EMPTY);
        assertThat(ClosePayload.EMPTY.bytes()).isZero();
        assertThat(ClosePayload.EMPTY.reportedCode()).isEqualTo(CloseCode.NO_STATUS);
        assertThat(ClosePayload.EMPTY).hasToString("no code");
    }

    @Test
    void everyCodeIsReadOrRefusedAsItsSetSays() {
        for (int value = 0; value <= 0xFFFF; value++) {
            ByteBuffer body = ByteBuffer.allocate(2).putShort(0, (short) value);
            CloseCode code = new CloseCode(value);
            if (code.isValidOnWire()) {
                assertThat(parse(body)).isEqualTo(ClosePayload.of(code, ""));
            } else {
                assertRefused(body, ProtocolError.CLOSE_CODE_INVALID);
            }
        }
    }

    private static ClosePayload parse(ByteBuffer body) {
        try {
            return ClosePayload.parse(body);
        } catch (ProtocolException refused) {
            throw new AssertionError(refused.detail(), refused);
        }
    }

    @Test
    void aBodyOfOneByteOrWithAReasonThatIsNotUtf8IsRefused() {
        assertRefused(ByteBuffer.wrap(new byte[] {3}), ProtocolError.CLOSE_PAYLOAD_ONE_BYTE);
        assertRefused(ByteBuffer.wrap(new byte[] {3, -24, -1}), ProtocolError.CLOSE_REASON_NOT_UTF8);
        assertRefused(
                ByteBuffer.wrap(new byte[] {3, -24, (byte) 0xE2, (byte) 0x82}), ProtocolError.CLOSE_REASON_NOT_UTF8);
    }

    private static void assertRefused(ByteBuffer body, ProtocolError error) {
        assertThatExceptionOfType(ProtocolException.class)
                .isThrownBy(() -> ClosePayload.parse(body))
                .satisfies(refused -> assertThat(refused.error()).isEqualTo(error));
    }

    @Test
    @Tag("RFC6455-5.5-1")
    void aReasonIsAtMost123BytesOfUtf8() {
        assertThat(ClosePayload.of(CloseCode.NORMAL, "r".repeat(123)).bytes()).isEqualTo(125);
        assertThatIllegalArgumentException().isThrownBy(() -> ClosePayload.of(CloseCode.NORMAL, "r".repeat(124)));
        assertThatIllegalArgumentException().isThrownBy(() -> ClosePayload.of(CloseCode.NORMAL, "€".repeat(42)));
        assertThatIllegalArgumentException().isThrownBy(() -> new ClosePayload(Optional.empty(), "no code"));
    }

    @Test
    void aReasonThatIsTooLongIsCutBetweenCharacters() {
        for (int ascii = 0; ascii < 4; ascii++) {
            String reason = "x".repeat(ascii) + "😀".repeat(40);

            ClosePayload cut = ClosePayload.ofTruncated(CloseCode.NORMAL, reason);

            assertThat(reason).startsWith(cut.reason());
            assertThat(cut.reason().getBytes(StandardCharsets.UTF_8)).hasSize(ascii + (123 - ascii) / 4 * 4);
        }
        assertThat(ClosePayload.ofTruncated(CloseCode.NORMAL, "short").reason()).isEqualTo("short");
        assertThat(ClosePayload.ofTruncated(CloseCode.NORMAL, "a\uD800b").bytes())
                .isEqualTo(5);
    }

    @Test
    void aPayloadPrintsItsCodeAndItsReason() {
        assertThat(ClosePayload.of(CloseCode.NORMAL, "")).hasToString("1000");
        assertThat(ClosePayload.of(CloseCode.GOING_AWAY, "bye")).hasToString("1001 \"bye\"");
    }
}
