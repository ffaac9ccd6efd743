package dev.sockeye.conformance.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sockeye.WebSocketClient;
import dev.sockeye.conformance.faults.SharedFault.Harm;
import dev.sockeye.conformance.faults.SharedFault.Stage;
import dev.sockeye.diagnosis.Confidence;
import dev.sockeye.diagnosis.Diagnosis;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.assertj.core.api.SoftAssertions;

/** Sockeye and other clients before the same faults, all at once. */
final class Comparison implements AutoCloseable {
    static final String JDK = "java.net.http";
    static final String JAVA_WEBSOCKET = "Java-WebSocket 1.6.0";
    static final String WS = "npm ws 8.23.0";

    /** What is told at all is told at once; the rest is for a busy machine. */
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private static final Duration DEAF = Duration.ofSeconds(2);

    private final SharedFaults faults;
    private final List<OtherClient> others;

    Comparison(Path directory) throws Exception {
        faults = new SharedFaults(directory);
        SSLContext tls = trusting(faults.authority());
        others = List.of(new JdkClient(tls), new JavaWebSocketClient(tls), new WsClient(faults.authority()));
    }

    private static SSLContext trusting(Path authority) throws Exception {
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        store.setCertificateEntry(
                "authority",
                CertificateFactory.getInstance("X.509").generateCertificate(Files.newInputStream(authority)));
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }

    /**
     * A fault and what was told of it.
     *
     * @param others what each of the other clients told; nothing if it told nothing while the test waited
     */
    record Row(SharedFault fault, Diagnosis sockeye, Map<String, List<String>> others) {
        /** Each client came to an end and told of it, but those that are known to tell nothing. */
        void assertTold() {
            SoftAssertions all = new SoftAssertions();
            all.assertThat(fault.causes()).as("%s", sockeye.report()).contains(sockeye.causeId());
            all.assertThat(sockeye.first().confidence())
                    .as("%s", sockeye.report())
                    .isGreaterThanOrEqualTo(Confidence.LOW);
            others.forEach((name, told) -> all.assertThat(told.isEmpty())
                    .as("%s tells nothing of it, but %s", name, told)
                    .isEqualTo(fault.deaf().contains(name)));
            all.assertAll();
        }
    }

    Stream<SharedFault> all() {
        return faults.all();
    }

    /** {@return what all clients tell of a fault} */
    Row see(SharedFault fault) throws Exception {
        try (Stage stage = fault.arrangement().set();
                WebSocketClient client = stage.sockeye()
                        .with(builder -> builder.tls(faults.trust()))
                        .client()) {
            Acting sockeye = stage.sockeye().begin(client, stage.uri());
            List<OtherClient.Sight> sights = new ArrayList<>();
            others.forEach(other -> sights.add(other.connect(stage.uri())));
            for (Harm harm : stage.harms()) {
                sockeye.awaitOpen();
                for (OtherClient.Sight sight : sights) {
                    assertThat(sight.awaitOpen(PATIENCE)).isTrue();
                }
                harm.happen();
            }
            Diagnosis diagnosis = Diagnosis.of(sockeye.awaitReport());
            return new Row(fault, diagnosis, told(fault, sights));
        }
    }

    private Map<String, List<String>> told(SharedFault fault, List<OtherClient.Sight> sights)
            throws InterruptedException {
        long begin = System.nanoTime();
        Map<String, List<String>> told = new LinkedHashMap<>();
        for (int i = 0; i < others.size(); i++) {
            String name = others.get(i).name();
            Duration limit = fault.deaf().contains(name) ? DEAF : PATIENCE;
            told.put(name, sights.get(i).awaitEnd(limit.minusNanos(System.nanoTime() - begin)));
        }
        return told;
    }

    @Override
    public void close() {
        others.forEach(OtherClient::close);
    }
}
