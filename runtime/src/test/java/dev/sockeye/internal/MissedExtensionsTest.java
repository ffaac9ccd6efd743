package dev.sockeye.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sockeye.protocol.Role;
import dev.sockeye.protocol.close.CloseCause;
import dev.sockeye.protocol.close.CloseCode;
import dev.sockeye.protocol.close.ClosePayload;
import dev.sockeye.protocol.close.CloseReport;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a server says of clients that leave with 1010. */
class MissedExtensionsTest {
    private final CapturedLog log = new CapturedLog("dev.sockeye.extensions");

    @AfterEach
    void leave() {
        log.close();
    }

    private static CloseReport left(CloseCode code, String reason) {
        return CloseReport.builder(Role.SERVER, new CloseCause.PeerClosed(ClosePayload.of(code, reason)))
                .opened()
                .build();
    }

    private static CloseReport missing(String reason) {
        return left(CloseCode.MANDATORY_EXTENSION, reason);
    }

    @Test
    void eachNeedIsToldOnce() {
        MissedExtensions missed = new MissedExtensions(List.of());
        for (int i = 0; i < 3; i++) {
            missed.ended(missing("x-one"));
            missed.ended(missing("x-two"));
        }
        assertThat(log.warnings()).hasSize(2);
    }

    @Test
    void whatTheServerHasNoNameForIsAnExtensionToBeWritten() {
        new MissedExtensions(List.of("permessage-deflate")).ended(missing("x-zip"));
        assertThat(log.warnings().get(0))
                .contains("\"x-zip\"", "agrees to permessage-deflate", "builder().extensions(");
    }

    @Test
    void whereTheServerHasItTheParametersOrThePathAreToBlame() {
        new MissedExtensions(List.of("permessage-deflate")).ended(missing("required: permessage-deflate"));
        assertThat(log.warnings().get(0)).contains("parameters", "the path took the offer away");
    }

    @Test
    void aClientThatDoesNotSayWhatItNeedsIsToldOfNonetheless() {
        new MissedExtensions(List.of()).ended(missing(""));
        assertThat(log.warnings().get(0)).contains("it did not say which");
    }

    @Test
    void aReasonCannotForgeALineOfTheLog() {
        new MissedExtensions(List.of()).ended(missing("x\nWARNING: all is lost"));
        assertThat(log.warnings().get(0)).doesNotContain("\n");
    }

    @Test
    void reasonsWithoutEndAreNotAllTold() {
        MissedExtensions missed = new MissedExtensions(List.of());
        for (int i = 0; i < 1_000; i++) {
            missed.ended(missing("x-" + i));
        }
        assertThat(log.warnings()).hasSize(64);
    }

    @Test
    void otherCodesAreNoMatterOfExtensions() {
        new MissedExtensions(List.of()).ended(left(CloseCode.PROTOCOL_ERROR, "permessage-deflate"));
        assertThat(log.warnings()).isEmpty();
    }
}
