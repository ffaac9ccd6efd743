package dev.sockeye.conformance.faults;

import dev.sockeye.conformance.interop.ChildProcess;
import dev.sockeye.testkit.TestCertificates;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Assumptions;

/**
 * A proxy with settings of a test's choice, on the loopback: nginx, Apache httpd or HAProxy before a server, tinyproxy or
 * MicroSocks before a client.
 *
 * @param process the program
 * @param port that it listens on
 */
record RealProxy(ChildProcess process, int port) implements AutoCloseable {
    private static final Duration START_LIMIT = Duration.ofSeconds(10);
    private static final Path APACHE_MODULES = Path.of("/usr/lib/apache2/modules");
    private static final List<String> PLACES = List.of("/usr/sbin", "/usr/bin", "/sbin", "/bin", "/usr/local/sbin");

    /** {@return where a program is; skips the test, by the program's name, if it is not on this machine} */
    static String program(String name) {
        List<Path> found = PLACES.stream()
                .map(place -> Path.of(place, name))
                .filter(Files::isExecutable)
                .toList();
        Assumptions.assumeFalse(found.isEmpty(), name + " is not available");
        return found.get(0).toString();
    }

    /**
     * Starts nginx.
     *
     * @param locations of its server
     */
    static RealProxy nginx(Path directory, String locations) throws IOException {
        return nginx(directory, "", locations);
    }

    /** Starts nginx with TLS on its port. */
    static RealProxy nginxWithTls(Path directory, TestCertificates.PemFiles tls, String locations) throws IOException {
        return nginx(
                directory,
                " ssl",
                "ssl_certificate %s; ssl_certificate_key %s; %s".formatted(tls.certificate(), tls.key(), locations));
    }

    private static RealProxy nginx(Path directory, String listening, String settings) throws IOException {
        String program = program("nginx");
        Path home = Files.createTempDirectory(directory, "nginx");
        int port = freePort();
        String temporary = Stream.of("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
                .map(name -> name + "_temp_path " + home.resolve(name) + ";")
                .reduce("", String::concat);
        Path file = home.resolve("nginx.conf");
        Files.writeString(file, """
                daemon off;
                master_process off;
                pid %s;
                events { worker_connections 64; }
                http {
                    access_log off;
                    %s
                    server {
                        listen 127.0.0.1:%d%s;
                        %s
                    }
                }
                """.formatted(home.resolve("nginx.pid"), temporary, port, listening, settings));
        return start(
                "nginx",
                home,
                port,
                List.of(
                        program,
                        "-p",
                        home.toString(),
                        "-e",
                        home.resolve("error.log").toString(),
                        "-c",
                        file.toString()));
    }

    /**
     * Starts Apache httpd.
     *
     * @param settings of its server
     */
    static RealProxy apache(Path directory, String settings) throws IOException {
        String program = program("apache2");
        Path home = Files.createTempDirectory(directory, "apache");
        int port = freePort();
        Path file = home.resolve("httpd.conf");
        String modules = Stream.of("mpm_event", "authz_core", "proxy", "proxy_http")
                .map(name -> "LoadModule %s_module %s/mod_%s.so%n".formatted(name, APACHE_MODULES, name))
                .reduce("", String::concat);
        // It gives up root's rights for those of a user that owns nothing.
        Files.writeString(file, """
                ServerName localhost
                PidFile %1$s/pid
                DefaultRuntimeDir %1$s
                ErrorLog %1$s/error.log
                Listen 127.0.0.1:%2$d
                %3$s
                User nobody
                Group nogroup
                %4$s
                """.formatted(home, port, modules, settings));
        return start("apache2", home, port, List.of(program, "-f", file.toString(), "-DFOREGROUND"));
    }

    /**
     * Starts HAProxy.
     *
     * @param sections behind a frontend whose default is the backend {@code out}
     */
    static RealProxy haproxy(Path directory, String sections) throws IOException {
        String program = program("haproxy");
        Path home = Files.createTempDirectory(directory, "haproxy");
        int port = freePort();
        Path file = home.resolve("haproxy.cfg");
        Files.writeString(file, """
                global
                    maxconn 64
                defaults
                    mode http
                    timeout connect 2s
                    timeout client 20s
                    timeout server 20s
                frontend in
                    bind 127.0.0.1:%d
                    default_backend out
                %s
                """.formatted(port, sections.indent(0)));
        return start("haproxy", home, port, List.of(program, "-db", "-f", file.toString()));
    }

    /**
     * Starts tinyproxy, which is asked with CONNECT.
     *
     * @param settings further lines of its file
     */
    static RealProxy tinyproxy(Path directory, String settings) throws IOException {
        String program = program("tinyproxy");
        Path home = Files.createTempDirectory(directory, "tinyproxy");
        int port = freePort();
        Path file = home.resolve("tinyproxy.conf");
        Files.writeString(file, """
                Port %d
                Listen 127.0.0.1
                Timeout 20
                MaxClients 20
                Allow 127.0.0.1
                %s
                """.formatted(port, settings));
        return start("tinyproxy", home, port, List.of(program, "-d", "-c", file.toString()));
    }

    /**
     * Starts MicroSocks, which speaks SOCKS5.
     *
     * @param options further ones, such as {@code -u} and {@code -P}
     */
    static RealProxy microsocks(Path directory, String... options) throws IOException {
        String program = program("microsocks");
        int port = freePort();
        List<String> command = Stream.concat(
                        Stream.of(program, "-i", "127.0.0.1", "-p", Integer.toString(port)), Stream.of(options))
                .toList();
        return start("microsocks", directory, port, command);
    }

    private static RealProxy start(String name, Path home, int port, List<String> command) {
        ChildProcess process = ChildProcess.start(name, home, Map.of(), command);
        Awaitility.await().atMost(START_LIMIT).until(() -> !process.isAlive() || accepts(port));
        if (!process.isAlive()) {
            throw new AssertionError(name + " does not start: " + process.output());
        }
        return new RealProxy(process, port);
    }

    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 0, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
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

    String uri(String path) {
        return "ws://127.0.0.1:" + port + path;
    }

    @Override
    public void close() {
        process.close();
    }
}
