package dev.sockeye.conformance.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sockeye.WebSocket;
import dev.sockeye.WebSocketClient;
import dev.sockeye.WebSocketHandler;
import dev.sockeye.diagnosis.Diagnosis;
import dev.sockeye.protocol.close.CloseReport;
import dev.sockeye.protocol.connection.Heartbeat;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * An adaptive heartbeat behind real proxies that cut silent connections, each with a limit of its own. The proxies tell real
 * time, so the test waits for it, 100 s for all of them together: five times the longest limit.
 */
class AdaptiveHeartbeatTest {
    private static final Duration TIME = Duration.ofSeconds(100);

    /** From here on nobody whose limit is well below the first interval may be cut. */
    private static final Duration SETTLED = Duration.ofSeconds(40);

    private static final long PATIENCE_SECONDS = 30;
    private static final ServerEnd QUIET_SERVER = ServerEnd.plain().with(builder -> builder.heartbeat(Heartbeat.OFF));

    @TempDir
    Path directory;

    /** A proxy with a limit, and a client that stays connected through it. */
    private static final class Trial {
        private final String name;
        private final int limit;
        private final RealProxy proxy;
        private final WebSocketClient client =
                WebSocketClient.builder().heartbeat(Heartbeat.adaptive()).build();
        private final List<CloseReport> deaths = new ArrayList<>();
        private final List<Duration> deathTimes = new ArrayList<>();
        private final CountDownLatch over = new CountDownLatch(1);
        private final long start = System.nanoTime();
        private int pings;

        Trial(String name, int limit, RealProxy proxy) {
            this.name = name;
            this.limit = limit;
            this.proxy = proxy;
            connect();
        }

        private void connect() {
            client.connect(proxy.uri("/feed"), new WebSocketHandler() {
                @Override
                public void onText(WebSocket socket, String text) {}

                @Override
                public void onClose(CloseReport report) {
                    closed(report);
                }
            });
        }

        /** On event loops, one connection at a time. */
        private synchronized void closed(CloseReport report) {
            pings += report.counters().pingsOut();
            Duration age = Duration.ofNanos(System.nanoTime() - start);
            if (age.compareTo(TIME) < 0) {
                deaths.add(report);
                deathTimes.add(age);
                connect();
            } else {
                over.countDown();
            }
        }

        synchronized void check() {
            double needed = (double) TIME.toSeconds() / limit;
            System.out.printf(
                    Locale.ROOT,
                    "%s, cuts after %d s: %d deaths %s, %d pings where %.0f are needed: %.2f times%n",
                    name,
                    limit,
                    deaths.size(),
                    deathTimes.stream().map(Duration::toSeconds).toList(),
                    pings,
                    needed,
                    pings / needed);
            assertThat(deaths).as(name).hasSizeLessThanOrEqualTo(2);
            assertThat(pings / needed).as(name).isLessThanOrEqualTo(1.5);
            if (limit < Heartbeat.adaptive().interval().toSeconds()) {
                assertThat(deathTimes).as(name).isNotEmpty().allMatch(time -> time.compareTo(SETTLED) < 0);
            }
            for (CloseReport death : deaths) {
                assertThat(Diagnosis.of(death).findings())
                        .as(name)
                        .flatMap(finding -> finding.facts())
                        .anyMatch(fact ->
                                fact.id().startsWith("path-") && fact.id().endsWith("-pinging"));
            }
        }

        void end() {
            client.close();
            try {
                assertThat(over.await(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
            } catch (InterruptedException e) {
                throw new AssertionError(name + " was interrupted", e);
            } finally {
                proxy.close();
            }
        }
    }

    private RealProxy nginx(int limit, int port) throws Exception {
        return RealProxy.nginx(directory, """
                location / {
                    proxy_pass http://127.0.0.1:%d;
                    proxy_read_timeout %ds;
                    proxy_http_version 1.1;
                    proxy_set_header Upgrade $http_upgrade;
                    proxy_set_header Connection upgrade;
                }
                """.formatted(port, limit));
    }

    private RealProxy haproxy(int limit, int port) throws Exception {
        return RealProxy.haproxy(directory, """
                backend out
                    timeout tunnel %ds
                    server one 127.0.0.1:%d
                """.formatted(limit, port));
    }

    @Test
    void behindNginxAndHaproxyAtMostTwoConnectionsAreLostAndNotHalfAsManyPingsAgainAreSent() throws Exception {
        List<Trial> trials = new ArrayList<>();
        try (ServerEnd.Running server = QUIET_SERVER.start()) {
            int port = server.server().port();
            for (int limit : List.of(5, 10, 20)) {
                trials.add(new Trial("nginx", limit, nginx(limit, port)));
                trials.add(new Trial("HAProxy", limit, haproxy(limit, port)));
            }
            // Nothing has to happen meanwhile: that is what is tested.
            assertThat(new CountDownLatch(1).await(TIME.toMillis() + 1_000, TimeUnit.MILLISECONDS))
                    .isFalse();
        } finally {
            trials.forEach(Trial::end);
        }
        trials.forEach(Trial::check);
    }
}
