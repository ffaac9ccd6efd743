package dev.sockeye.protocol.handshake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 9110 §5. */
class HeadersTest {
    private static final Headers HEADERS = Headers.builder()
            .add("Cookie", "a=1")
            .add("Connection", "keep-alive")
            .add("connection", " Upgrade\t")
            .build();

    private static final Headers LIST = Headers.builder()
            .add("List", " a , b,, \"c, \\\" d\" ")
            .add("List", "")
            .add("List", ",e")
            .build();

    @Test
    void namesAreComparedCaseInsensitivelyAndOrderIsKept() {
        assertThat(HEADERS.first("CONNECTION")).contains("keep-alive");
        assertThat(HEADERS.all("Connection")).containsExactly("keep-alive", "Upgrade");
        assertThat(HEADERS.contains("cOOKIE")).isTrue();
        assertThat(HEADERS.contains("Host")).isFalse();
        assertThat(HEADERS.first("Host")).isEmpty();
        assertThat(HEADERS).hasToString("Cookie: a=1\nConnection: keep-alive\nconnection: Upgrade");
    }

    @Test
    void listElementsAreJoinedAcrossLines() {
        assertThat(LIST.tokens("list")).containsExactly("a", "b", "\"c, \\\" d\"", "e");
    }

    @ParameterizedTest
    @ValueSource(strings = {"b", "B", "e", "\"c, \\\" d\""})
    void aListHasItsElementsInAnyCase(String token) {
        assertThat(LIST.hasToken("list", token)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"c", "d", "ab", "a , b", "be", ",e"})
    void aListHasNothingThatIsPartOfAnElementOrMoreThanOne(String token) {
        assertThat(LIST.hasToken("List", token)).isFalse();
        assertThat(LIST.hasToken("Other", "b")).isFalse();
    }

    @Test
    void aBackslashOutsideOfQuotesEscapesNothing() {
        assertThat(Headers.builder().add("List", "a\\,b").build().tokens("List"))
                .containsExactly("a\\", "b");
    }

    @Test
    void aQuoteThatNeverClosesTakesTheRestOfItsLineOnly() {
        Headers headers =
                Headers.builder().add("List", "a, \"b, c\\").add("List", "d").build();

        assertThat(headers.tokens("List")).containsExactly("a", "\"b, c\\", "d");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "a b", "a:", "a\r\nb", "a\u0000", "é", "a(", "\"a\""})
    void aNameThatIsNotATokenIsRefused(String name) {
        assertThatThrownBy(() -> Headers.builder().add(name, "x")).isInstanceOf(IllegalArgumentException.class);
        assertThat(Headers.builder().addIfValid(name, "x")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\r\nX: y", "a\n", "\r", "a\u0000b", "\u001b[31m", "a\u007f", "\u0100", "\ud83d\ude00"})
    void aValueThatCouldBreakOutOfItsLineIsRefusedWithoutRepeatingIt(String value) {
        assertThatThrownBy(() -> Headers.builder().add("Authorization", value))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("Authorization")
                .message()
                .doesNotContain(value);
        assertThat(Headers.builder().addIfValid("Authorization", value)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a\tb", "\u00e9\u00ff", "a, b; c=\"d\"", "~!@#"})
    void anyOtherValueIsTaken(String value) {
        Headers.Builder builder = Headers.builder();

        assertThat(builder.addIfValid("X", value)).isTrue();
        assertThat(builder.build().all("x")).containsExactly(value);
    }

    @Test
    void builtHeadersDoNotChange() {
        Headers.Builder builder = HEADERS.toBuilder();
        Headers before = builder.build();
        builder.add("More", "1");

        assertThat(before).isEqualTo(HEADERS).hasSameHashCodeAs(HEADERS);
        assertThat(builder.build()).isNotEqualTo(HEADERS).hasSize(4);
        assertThat(builder.build().size()).isEqualTo(4);
        assertThat(Headers.builder().addAll(HEADERS).build()).isEqualTo(HEADERS);
    }

    @Test
    void noLinesAreTheEmptyHeaders() {
        assertThat(Headers.EMPTY.all("x")).isEmpty();
        assertThat(Headers.builder().build()).isSameAs(Headers.EMPTY);
    }

    @ParameterizedTest
    @CsvSource({
        "Set-Cookie, session=1, …",
        "authorization, Bearer x, …",
        "Location, https://example.com/?t=1, https://example.com/?…",
        "Location, https://example.com/, https://example.com/",
        "Server, nginx?, nginx?",
    })
    void aRedactedHeaderHoldsNoSecret(String name, String value, String redacted) {
        assertThat(new Header(name, value).redacted()).isEqualTo(new Header(name, redacted));
    }
}
