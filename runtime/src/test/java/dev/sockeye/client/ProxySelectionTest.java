package dev.sockeye.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sockeye.ProxySettings;
import dev.sockeye.WebSocketClient;
import dev.sockeye.protocol.close.CloseCause;
import dev.sockeye.protocol.close.CloseReport;
import dev.sockeye.protocol.close.Moment;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.ServerSocket;
import java.net.SocketAddress;
import java.net.URI;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Proxies that a {@link ProxySelector} names, and in which order they are tried. */
@Timeout(60)
class ProxySelectionTest {
    private final RecordingHandler handler = new RecordingHandler();

    /** Names the same proxies for everything, and notes what it is asked. */
    private static final class Names extends ProxySelector {
        private final List<Proxy> proxies;
        private final BlockingQueue<String> calls = new LinkedBlockingQueue<>();

        Names(Proxy... proxies) {
            this.proxies = List.of(proxies);
        }

        @Override
        public List<Proxy> select(URI uri) {
            calls.add(uri + " on " + Thread.currentThread().getName().replaceAll("[-\\d]+$", ""));
            return proxies;
        }

        @Override
        public void connectFailed(URI uri, SocketAddress address, IOException failure) {
            calls.add(uri + " not by " + address);
        }

        String next() throws InterruptedException {
            String call = calls.poll(20, TimeUnit.SECONDS);
            return call == null ? "the selector was not called" : call;
        }
    }

    private static Proxy at(Proxy.Type type, int port) {
        return new Proxy(type, InetSocketAddress.createUnresolved("127.0.0.1", port));
    }

    private static int unusedPort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private CloseReport report(ProxySettings settings, String uri) throws Exception {
        try (WebSocketClient client = WebSocketClient.builder().proxy(settings).build()) {
            client.connect(uri, handler);
            return handler.report();
        }
    }

    private static List<Moment.Kind> kinds(CloseReport report) {
        return report.timeline().stream().map(Moment::kind).toList();
    }

    @Test
    void theNextProxyIsTriedWhenOneCannotBeReachedAndTheSelectorIsTold() throws Exception {
        int dead = unusedPort();
        try (ScriptedServer proxy = ScriptedServer.answering("HTTP/1.1 503 No", "Content-Length: 0", "", "")) {
            Names selector =
                    new Names(at(Proxy.Type.SOCKS, dead), at(Proxy.Type.HTTP, proxy.port()), at(Proxy.Type.HTTP, dead));
            CloseReport report = report(ProxySettings.selectedBy(selector), "ws://server.invalid:8080/feed?token=x");

            assertThat(report.cause())
                    .isInstanceOfSatisfying(
                            CloseCause.ProxyFailed.class,
                            failed -> assertThat(failed.proxy()).isEqualTo("127.0.0.1:" + proxy.port()));
            assertThat(report.timeline())
                    .anyMatch(moment -> moment.detail().startsWith("the proxy 127.0.0.1:" + dead + " failed"));
            assertThat(selector.next()).isEqualTo("http://server.invalid:8080/ on sockeye-ask");
            assertThat(selector.next())
                    .startsWith("http://server.invalid:8080/ not by 127.0.0.1")
                    .endsWith(":" + dead);
            assertThat(selector.calls).isEmpty();
        }
    }

    @Test
    void wssIsAskedForAsHttps() throws Exception {
        Names selector = new Names(at(Proxy.Type.HTTP, unusedPort()));
        report(ProxySettings.selectedBy(selector), "wss://server.invalid/");

        assertThat(selector.next()).isEqualTo("https://server.invalid/ on sockeye-ask");
    }

    @Test
    void aSelectorThatNamesNoProxyIsGoneAroundDirectly() throws Exception {
        try (ScriptedServer server = ScriptedServer.answering("HTTP/1.1 404 No", "Content-Length: 0", "", "")) {
            CloseReport report = report(ProxySettings.selectedBy(new Names(Proxy.NO_PROXY)), server.uri());

            assertThat(report.cause()).isInstanceOf(CloseCause.HandshakeRefused.class);
            assertThat(kinds(report)).doesNotContain(Moment.Kind.PROXY_CONNECTED);
        }
    }

    @Test
    void theDirectWayBehindDeadProxiesIsTried() throws Exception {
        try (ScriptedServer server = ScriptedServer.answering("HTTP/1.1 404 No", "Content-Length: 0", "", "")) {
            Names selector = new Names(at(Proxy.Type.HTTP, unusedPort()), Proxy.NO_PROXY);

            assertThat(report(ProxySettings.selectedBy(selector), server.uri()).cause())
                    .isInstanceOf(CloseCause.HandshakeRefused.class);
        }
    }

    @Test
    void aSelectorThatThrowsIsAFailureOfThisEnd() throws Exception {
        ProxySelector selector = new ProxySelector() {
            @Override
            public List<Proxy> select(URI uri) {
                throw new IllegalStateException("thrown by the test");
            }

            @Override
            public void connectFailed(URI uri, SocketAddress address, IOException failure) {}
        };

        assertThat(report(ProxySettings.selectedBy(selector), "ws://server.invalid/")
                        .cause())
                .isInstanceOfSatisfying(
                        CloseCause.LocalFailure.class,
                        failed -> assertThat(failed.failure()).contains("thrown by the test"));
    }

    @Test
    void theSystemsProxiesAreThoseOfTheDefaultSelectorAtTheTimeOfTheAttempt() throws Exception {
        ProxySelector before = ProxySelector.getDefault();
        Names selector = new Names(at(Proxy.Type.HTTP, unusedPort()));
        ProxySelector.setDefault(selector);
        try {
            assertThat(report(ProxySettings.system(), "ws://server.invalid/").cause())
                    .isInstanceOf(CloseCause.ProxyFailed.class);
        } finally {
            ProxySelector.setDefault(before);
        }
        assertThat(selector.next()).startsWith("http://server.invalid/ ");
    }
}
