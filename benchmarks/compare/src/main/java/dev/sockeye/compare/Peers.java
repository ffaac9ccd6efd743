package dev.sockeye.compare;

import dev.sockeye.compare.Peer.Kind;
import dev.sockeye.compare.Peer.Start;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Every server of the comparison, in the order of the tables. */
public final class Peers {
    private final Workspace workspace;

    /** Knows the peers of a source tree. */
    public Peers(Workspace workspace) {
        this.workspace = workspace;
    }

    /** {@return all of them} */
    public List<Peer> all() {
        return List.of(
                new Peer("sockeye", "Sockeye", Kind.JVM, this::sockeye),
                onTheJvm("netty-tcp", "Netty TCP, no WebSocket", Kind.TCP, "netty-transport"),
                onTheJvm("netty", "Netty codec", Kind.JVM, "netty-codec-http"),
                onTheJvm("vertx", "Vert.x", Kind.JVM, "vertx-core"),
                onTheJvm("jetty", "Jetty", Kind.JVM, "jetty-server"),
                onTheJvm("undertow", "Undertow", Kind.JVM, "undertow-core"),
                // Each brings Jakarta WebSocket, and finds the other's configurator when it is there.
                onTheJvm("tomcat", "Tomcat", Kind.JVM, "tomcat-embed-websocket", "tyrus-", "jakarta.websocket-"),
                onTheJvm("tyrus", "Tyrus on Grizzly", Kind.JVM, "tyrus-core", "tomcat-"),
                onTheJvm("java-websocket", "Java-WebSocket", Kind.JVM, "Java-WebSocket"),
                onNode("ws", "npm ws", "ws", "ws.cjs"),
                onNode("uwebsockets", "uWebSockets.js", "@trufflesuite/uws-js-unofficial", "uws.cjs"),
                new Peer("libwebsockets", "libwebsockets", Kind.OTHER, this::libwebsockets));
    }

    private Peer onNode(String name, String title, String npmPackage, String program) {
        String version = NodePrograms.versionOf(workspace, npmPackage);
        return new Peer(
                name,
                title + version,
                Kind.OTHER,
                start -> withCompression(NodePrograms.command(workspace, program), start));
    }

    private List<String> libwebsockets(Start start) throws InterruptedException {
        String program =
                NativePrograms.build(workspace, "lws", List.of("-lwebsockets")).toString();
        return withCompression(List.of(program), start);
    }

    private static List<String> withCompression(List<String> words, Start start) {
        List<String> all = new ArrayList<>(words);
        if (start.compression()) {
            all.add("--compression");
        }
        return all;
    }

    private List<String> sockeye(Start start) {
        List<String> words = java(start);
        words.addAll(List.of("-jar", workspace.sockeyeJar().toString(), "serve", "--port=0"));
        words.add("--compression=" + (start.compression() ? "on" : "off"));
        return words;
    }

    private Peer onTheJvm(String name, String title, Kind kind, String jar, String... withoutJars) {
        return new Peer(name, title + versionOf(jar), kind, start -> {
            List<String> words = java(start);
            words.addAll(List.of("-cp", workspace.classPathWithout(List.of(withoutJars))));
            words.addAll(List.of("dev.sockeye.compare.server.ServerMain", name));
            return withCompression(words, start);
        });
    }

    private static List<String> java(Start start) {
        List<String> words = new ArrayList<>();
        words.add(start.java());
        words.addAll(start.jvmFlags());
        return words;
    }

    private String versionOf(String jar) {
        Matcher version = Pattern.compile(Pattern.quote(jar) + "-(\\d[^/]*?)(\\.Final)?\\.jar")
                .matcher(workspace.classPath());
        return version.find() ? " " + version.group(1) : "";
    }
}
