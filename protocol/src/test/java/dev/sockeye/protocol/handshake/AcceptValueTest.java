package dev.sockeye.protocol.handshake;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class AcceptValueTest {
    /** RFC 6455 §1.3 and §4.2.2. */
    @Test
    @Tag("RFC6455-4.2.2-10")
    void theExampleOfTheRfcIsAnsweredAsInTheRfc() {
        assertThat(AcceptValue.of("dGhlIHNhbXBsZSBub25jZQ==")).isEqualTo("s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
    }

    @Test
    void aKeyIsAnsweredTheSameWhateverWasAnsweredBefore() {
        String first = AcceptValue.of("dGhlIHNhbXBsZSBub25jZQ==");

        assertThat(AcceptValue.of("AQIDBAUGBwgJCgsMDQ4PEC==")).isNotEqualTo(first);
        assertThat(AcceptValue.of("dGhlIHNhbXBsZSBub25jZQ==")).isEqualTo(first);
    }
}
