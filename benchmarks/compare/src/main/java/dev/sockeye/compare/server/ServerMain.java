package dev.sockeye.compare.server;

import java.util.Arrays;
import java.util.List;

/**
 * Runs one peer: {@code ServerMain NAME [--compression]}. It prints {@code listening on PORT} and ends with its standard
 * input, so that it never outlives whoever started it.
 */
public final class ServerMain {
    private ServerMain() {}

    public static void main(String[] arguments) throws Exception {
        List<String> words = Arrays.asList(arguments);
        int port = serverOf(words.get(0)).start(words.contains("--compression"));
        System.out.println("listening on " + port);
        while (System.in.read() >= 0) {
            // Nothing is asked of a peer.
        }
        // Other stacks' threads keep the process alive.
        Runtime.getRuntime().halt(0);
    }

    private static PeerServer serverOf(String name) {
        return switch (name) {
            case "netty-tcp" -> new NettyTcpServer();
            case "netty" -> new NettyCodecServer();
            case "vertx" -> new VertxServer();
            case "jetty" -> new JettyServer();
            case "undertow" -> new UndertowServer();
            case "tomcat" -> new TomcatServer();
            case "tyrus" -> new TyrusServer();
            case "java-websocket" -> new JavaWebSocketServer();
            default -> throw new IllegalArgumentException("no server is called " + name);
        };
    }
}
