package dev.sockeye.conformance.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.sockeye.protocol.deflate.NegotiatedDeflate;
import dev.sockeye.protocol.deflate.PermessageDeflate;
import dev.sockeye.protocol.extension.ExtensionDescriptor;
import dev.sockeye.protocol.extension.ExtensionHeader;
import dev.sockeye.protocol.extension.NegotiatedExtension;
import dev.sockeye.protocol.extension.ServerExtension;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The input is the values of {@code Sec-WebSocket-Extensions}, one a line. */
class ExtensionHeaderFuzzTest {
    private static final ServerExtension DEFLATE =
            PermessageDeflate.serverDefault().server();

    @FuzzTest(maxDuration = "60s")
    void whatWasReadIsWrittenTheSameAndNegotiatedWithinTheRules(byte[] input) {
        List<String> values = List.of(new String(input, StandardCharsets.ISO_8859_1).split("\n", -1));
        ExtensionHeader.Result result = ExtensionHeader.parse(values);
        if (result instanceof ExtensionHeader.Malformed malformed) {
            assertThat(malformed.position())
                    .isBetween(0, values.get(malformed.line()).length());
            assertThat(malformed.description()).isNotEmpty();
        } else if (result instanceof ExtensionHeader.Parsed parsed) {
            assertThat(ExtensionHeader.parse(List.of(ExtensionHeader.format(parsed.extensions()))))
                    .isEqualTo(parsed);
            negotiate(parsed.extensions());
        }
    }

    private static void negotiate(List<ExtensionDescriptor> offered) {
        List<ExtensionDescriptor> offers = offered.stream()
                .filter(offer -> offer.name().toLowerCase(Locale.ROOT).equals(PermessageDeflate.NAME))
                .toList();
        if (offers.isEmpty()) {
            return;
        }
        Optional<NegotiatedExtension> agreed = DEFLATE.accept(offers);
        agreed.map(NegotiatedDeflate.class::cast).ifPresent(deflate -> {
            // RFC 7692 §7.1.2: a window has 8 to 15 bits.
            assertThat(deflate.ownWindowBits()).isBetween(8, 15);
            assertThat(deflate.peerWindowBits()).isBetween(8, 15);
            assertThat(ExtensionHeader.parse(List.of(deflate.descriptor().toString())))
                    .isEqualTo(new ExtensionHeader.Parsed(List.of(deflate.descriptor())));
        });
    }
}
