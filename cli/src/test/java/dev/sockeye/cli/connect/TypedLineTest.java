package dev.sockeye.cli.connect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sockeye.protocol.close.CloseCode;
import dev.sockeye.protocol.close.ClosePayload;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TypedLineTest {
    @ParameterizedTest
    @ValueSource(strings = {"hello", "", " /ping", "a /close 1000", "{\"a\": 1}", "!!", "\\n"})
    void aLineThatBeginsWithNoSlashIsAText(String line) {
        assertThat(TypedLine.parse(line)).isEqualTo(new TypedLine.Text(line));
    }

    @Test
    void aSecondSlashMakesATextOfACommand() {
        assertThat(TypedLine.parse("//ping x")).isEqualTo(new TypedLine.Text("/ping x"));
    }

    @Test
    void aPingMayCarryAText() {
        assertThat(TypedLine.parse("/ping")).isEqualTo(new TypedLine.Ping(ByteBuffer.allocate(0)));
        assertThat(TypedLine.parse("/ping are you there"))
                .isEqualTo(new TypedLine.Ping(ByteBuffer.wrap("are you there".getBytes(StandardCharsets.UTF_8))));
    }

    @Test
    void aPingCarriesAtMost125Bytes() {
        assertThat(TypedLine.parse("/ping " + "x".repeat(125))).isInstanceOf(TypedLine.Ping.class);
        assertThat(TypedLine.parse("/ping " + "é".repeat(63)))
                .isEqualTo(new TypedLine.Wrong("A ping carries at most 125 bytes, this is 126"));
    }

    @Test
    void aCloseHasNoCodeOrACodeOrACodeAndAReason() {
        assertThat(TypedLine.parse("/close")).isEqualTo(new TypedLine.Close(ClosePayload.EMPTY));
        assertThat(TypedLine.parse("/close 4001"))
                .isEqualTo(new TypedLine.Close(ClosePayload.of(new CloseCode(4001), "")));
        assertThat(TypedLine.parse("/close 4001  see you later"))
                .isEqualTo(new TypedLine.Close(ClosePayload.of(new CloseCode(4001), "see you later")));
    }

    @ParameterizedTest
    @CsvSource({
        "/close soon, 'not a close code'",
        "/close 1005, 'close without a code instead'",
        "/close 1006, 'end the connection without a Close frame'",
        "/close 1004, 'use 1009'",
        "/close 999, 'outside of 1000–4999'",
        "/close 2000, 'not assigned'",
        "/close 70000, '0 to 65535'",
        "/close -1, '0 to 65535'",
    })
    void aCodeThatCannotBeSentIsRefusedWithTheReason(String line, String expected) {
        assertThat(TypedLine.parse(line))
                .isInstanceOfSatisfying(
                        TypedLine.Wrong.class,
                        wrong -> assertThat(wrong.problem()).contains(expected));
    }

    @Test
    void aReasonHasAtMost123Bytes() {
        assertThat(TypedLine.parse("/close 1000 " + "x".repeat(123))).isInstanceOf(TypedLine.Close.class);
        assertThat(TypedLine.parse("/close 1000 " + "x".repeat(124)))
                .isInstanceOfSatisfying(
                        TypedLine.Wrong.class,
                        wrong -> assertThat(wrong.problem()).contains("123"));
    }

    @Test
    void quittingClosesWith1000() {
        assertThat(TypedLine.parse("/quit")).isEqualTo(new TypedLine.Close(ClosePayload.of(CloseCode.NORMAL, "")));
    }

    @Test
    void aFileMayHaveBlanksInItsName() {
        assertThat(TypedLine.parse("/binary my picture.png")).isEqualTo(new TypedLine.Binary("my picture.png"));
        assertThat(TypedLine.parse("/binary")).isInstanceOf(TypedLine.Wrong.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/pong", "/PING", "/closed"})
    void anUnknownCommandIsNotSentAndSaysWhatToDo(String line) {
        assertThat(TypedLine.parse(line))
                .isEqualTo(
                        new TypedLine.Wrong(line + " is no command; see /help, or begin with // to send it as a text"));
    }

    @Test
    void helpNamesEveryCommand() {
        assertThat(TypedLine.HELP).contains("/ping", "/close", "/binary", "/verbose", "/help", "/quit", "//");
    }
}
