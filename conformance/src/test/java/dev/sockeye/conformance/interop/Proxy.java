package dev.sockeye.conformance.interop;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.Assumptions;

/** A real proxy in front of a server. */
enum Proxy {
    NGINX {
        @Override
        List<String> command(Path directory, Path configuration) {
            return List.of(
                    "nginx",
                    "-p",
                    directory.toString(),
                    "-e",
                    directory.resolve("error.log").toString(),
                    "-c",
                    configuration.toString());
        }

        @Override
        String configuration(Path directory, int port, int backend, boolean tls, Certificates certificates) {
            String listen = tls
                    ? "listen 127.0.0.1:%d ssl; ssl_certificate %s; ssl_certificate_key %s;"
                            .formatted(
                                    port,
                                    certificates.server().certificate(),
                                    certificates.server().key())
                    : "listen 127.0.0.1:%d;".formatted(port);
            String temporary = Stream.of("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
                    .map(name -> name + "_temp_path " + directory.resolve(name) + ";")
                    .reduce("", String::concat);
            return """
                    daemon off;
                    master_process off;
                    pid %s;
                    worker_rlimit_nofile 8192;
                    events { worker_connections 4096; }
                    http {
                        access_log off;
                        %s
                        map $http_upgrade $connection_upgrade { default upgrade; '' close; }
                        server {
                            %s
                            location / {
                                proxy_pass http://127.0.0.1:%d;
                                proxy_http_version 1.1;
                                proxy_set_header Upgrade $http_upgrade;
                                proxy_set_header Connection $connection_upgrade;
                                proxy_set_header Host $http_host;
                            }
                        }
                    }
                    """.formatted(directory.resolve("nginx.pid"), temporary, listen, backend);
        }
    },
    HAPROXY {
        @Override
        List<String> command(Path directory, Path configuration) {
            return List.of("haproxy", "-db", "-f", configuration.toString());
        }

        @Override
        String configuration(Path directory, int port, int backend, boolean tls, Certificates certificates)
                throws IOException {
            String bind = "bind 127.0.0.1:" + port;
            if (tls) {
                Path both = directory.resolve("server.pem");
                Files.writeString(
                        both,
                        Files.readString(certificates.server().certificate())
                                + Files.readString(certificates.server().key()));
                bind += " ssl alpn http/1.1 crt " + both;
            }
            return """
                    global
                        maxconn 4096
                    defaults
                        mode http
                        timeout connect 5s
                        timeout client 30s
                        timeout server 30s
                        timeout tunnel 60s
                    frontend in
                        %s
                        default_backend out
                    backend out
                        server one 127.0.0.1:%d
                    """.formatted(bind, backend);
        }
    },
    /** HAProxy that passes bytes on and looks at none. */
    HAPROXY_TCP {
        @Override
        List<String> command(Path directory, Path configuration) {
            return HAPROXY.command(directory, configuration);
        }

        @Override
        String configuration(Path directory, int port, int backend, boolean tls, Certificates certificates) {
            return """
                    global
                        maxconn 4096
                    listen through
                        mode tcp
                        timeout connect 5s
                        timeout client 30s
                        timeout server 30s
                        bind 127.0.0.1:%d
                        server one 127.0.0.1:%d
                    """.formatted(port, backend);
        }
    };

    private static final Duration START_LIMIT = Duration.ofSeconds(10);
    private static final int ATTEMPTS = 3;
    private static final List<String> PLACES = List.of("/usr/sbin", "/usr/bin", "/usr/local/sbin", "/usr/local/bin");

    abstract List<String> command(Path directory, Path configuration);

    abstract String configuration(Path directory, int port, int backend, boolean tls, Certificates certificates)
            throws IOException;

    /** Skips the test, by this proxy's name, if the proxy is not on this machine. */
    void assumeAvailable() {
        Assumptions.assumeTrue(
                PLACES.stream().anyMatch(place -> Files.isExecutable(Path.of(place, program()))),
                this + " is not available");
    }

    private String program() {
        return this == HAPROXY_TCP ? HAPROXY.toString() : toString();
    }

    /** {@return how the server behind the proxy is reached: it has the TLS itself only where the proxy passes bytes on} */
    Mode behind(Mode mode) {
        if (this == HAPROXY_TCP) {
            return mode;
        }
        return mode.compressed() ? Mode.PLAIN_DEFLATE : Mode.PLAIN;
    }

    /**
     * Starts the proxy in front of a server on the loopback.
     *
     * @param tls whether its clients speak TLS
     */
    Running start(Path directory, int backend, boolean tls, Certificates certificates) {
        for (int attempt = 1; ; attempt++) {
            int port = freePort();
            ChildProcess process = launch(directory, port, backend, tls, certificates);
            try {
                Awaitility.await().atMost(START_LIMIT).until(() -> !process.isAlive() || accepts(port));
            } catch (ConditionTimeoutException stuck) {
                process.close();
                throw new AssertionError(this + " does not listen: " + process.output(), stuck);
            }
            if (process.isAlive()) {
                return new Running(process, (tls ? "wss" : "ws") + "://localhost:" + port);
            }
            // Somebody else may have taken the port meanwhile.
            if (attempt == ATTEMPTS) {
                throw new AssertionError(this + " does not start: " + process.output());
            }
        }
    }

    private ChildProcess launch(Path directory, int port, int backend, boolean tls, Certificates certificates) {
        try {
            Path file = directory.resolve(this + "-" + port + ".conf");
            Files.writeString(file, configuration(directory, port, backend, tls, certificates));
            String path = String.join(":", PLACES) + ":" + System.getenv("PATH");
            List<String> command = command(directory, file);
            String program = PLACES.stream()
                    .map(place -> Path.of(place, command.get(0)))
                    .filter(Files::isExecutable)
                    .findFirst()
                    .orElseThrow()
                    .toString();
            List<String> whole =
                    Stream.concat(Stream.of(program), command.stream().skip(1)).toList();
            return ChildProcess.start(toString(), directory, Map.of("PATH", path), whole);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 0, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private static boolean accepts(int port) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1000);
            return true;
        } catch (IOException notYet) {
            return false;
        }
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * A running proxy.
     *
     * @param url without a path
     */
    record Running(ChildProcess process, String url) implements AutoCloseable {
        @Override
        public void close() {
            process.close();
        }
    }
}
