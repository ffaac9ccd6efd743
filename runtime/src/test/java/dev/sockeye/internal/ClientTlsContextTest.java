package dev.sockeye.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sockeye.ClientTls;
import io.netty.buffer.UnpooledByteBufAllocator;
import javax.net.ssl.SSLEngine;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class ClientTlsContextTest {
    @Test
    @Tag("RFC6455-10.6-3")
    void onlyStrongProtocolsAndCiphersAreOffered() {
        for (ClientTls settings : new ClientTls[] {ClientTls.system(), ClientTls.insecure()}) {
            SSLEngine engine = ClientTlsContext.of(settings)
                    .newHandler(UnpooledByteBufAllocator.DEFAULT, "localhost", 443)
                    .engine();

            assertThat(engine.getEnabledProtocols()).containsOnly("TLSv1.3", "TLSv1.2");
            assertThat(engine.getEnabledCipherSuites())
                    .isNotEmpty()
                    .allSatisfy(suite ->
                            assertThat(suite).doesNotContain("NULL", "anon", "EXPORT", "RC4", "_DES", "3DES", "MD5"));
        }
    }
}
