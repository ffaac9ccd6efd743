package dev.sockeye.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

class PayloadsTest {
    private final Payloads payloads = Payloads.of(PayloadKind.ASCII, 100, true);

    @Test
    void aMessageThatComesBackIsRightAndStaysUnmoved() {
        for (int number = 0; number < 100; number++) {
            assertThat(payloads.wrongIn(payloads.variant(number).duplicate(), true, number))
                    .isNull();
        }
        assertThat(payloads.variant(0).remaining()).isEqualTo(100);
    }

    @Test
    void messagesDifferFromOneToTheNext() {
        assertThat(payloads.variant(0)).isNotEqualTo(payloads.variant(1));
    }

    @Test
    void anAnswerOfAnotherKindOrSizeIsWrong() {
        assertThat(payloads.wrongIn(payloads.variant(1), false, 1)).isEqualTo(WrongAnswer.WRONG_KIND);
        assertThat(payloads.wrongIn(ByteBuffer.allocate(99), true, 1)).isEqualTo(WrongAnswer.WRONG_SIZE);
    }

    @Test
    void theContentOfTheFirstAnswerIsLookedAt() {
        assertThat(payloads.wrongIn(ByteBuffer.allocate(100), true, 0)).isEqualTo(WrongAnswer.WRONG_CONTENT);
    }

    @Test
    void aNumberIsReadAsItWasWritten() {
        for (PayloadKind kind : PayloadKind.values()) {
            PayloadNumber number = PayloadNumber.in(kind);
            ByteBuffer message = ByteBuffer.wrap(number.around(64, byte[]::new));
            number.write(message, 0x0123_4567);
            assertThat(number.read(message)).as("%s", kind).isEqualTo(0x0123_4567);
        }
    }

    @Test
    void aMessageWithANumberIsStillJson() {
        PayloadNumber number = PayloadNumber.in(PayloadKind.JSON);
        byte[] message = number.around(200, size -> "1".repeat(size).getBytes(StandardCharsets.US_ASCII));
        number.write(ByteBuffer.wrap(message), 255);

        assertThat(message).hasSize(200);
        assertThat(JsonMapper.shared().readTree(message).get("n").asString()).isEqualTo("000000ff");
    }

    @Test
    void whatHasNoNumberIsRefused() {
        PayloadNumber number = PayloadNumber.in(PayloadKind.ASCII);
        assertThat(number.read(ByteBuffer.wrap("hello everybody".getBytes(StandardCharsets.US_ASCII))))
                .isNegative();
        assertThat(number.read(ByteBuffer.allocate(7))).isNegative();
    }
}
