package dev.sockeye.compare.server;

import jakarta.servlet.ServletException;
import jakarta.websocket.DeploymentException;
import jakarta.websocket.Endpoint;
import jakarta.websocket.EndpointConfig;
import jakarta.websocket.Extension;
import jakarta.websocket.MessageHandler;
import jakarta.websocket.Session;
import jakarta.websocket.server.ServerContainer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.util.List;
import org.apache.catalina.Context;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.servlets.DefaultServlet;
import org.apache.catalina.startup.Tomcat;
import org.apache.tomcat.websocket.server.WsSci;

/**
 * Tomcat, embedded, with parts of messages as its own echo example takes them. Whole messages would need a buffer of the
 * largest size for every connection.
 */
final class TomcatServer implements PeerServer {
    @Override
    public int start(boolean compression) throws Exception {
        Tomcat tomcat = new Tomcat();
        tomcat.setBaseDir(Files.createTempDirectory("tomcat").toString());
        Connector connector = new Connector("org.apache.coyote.http11.Http11NioProtocol");
        connector.setPort(0);
        connector.setProperty("address", "127.0.0.1");
        connector.setProperty("acceptCount", "4096");
        connector.setProperty("maxConnections", "-1");
        tomcat.setConnector(connector);
        Context context = tomcat.addContext("", null);
        Tomcat.addServlet(context, "default", new DefaultServlet());
        context.addServletMappingDecoded("/", "default");
        context.addServletContainerInitializer(new WsSci(), null);
        context.addServletContainerInitializer(
                (classes, servlets) -> {
                    ServerContainer container =
                            (ServerContainer) servlets.getAttribute("jakarta.websocket.server.ServerContainer");
                    List<Extension> extensions =
                            compression ? List.copyOf(container.getInstalledExtensions()) : List.of();
                    try {
                        container.addEndpoint(JakartaEndpoints.of(ECHO, Echo.class, Echo::new, extensions));
                        container.addEndpoint(
                                JakartaEndpoints.of(BROADCAST, Broadcast.class, Broadcast::new, extensions));
                    } catch (DeploymentException e) {
                        throw new ServletException(e);
                    }
                },
                null);
        tomcat.start();
        return connector.getLocalPort();
    }

    /** Sends parts back. */
    public static final class Echo extends Endpoint {
        @Override
        public void onOpen(Session session, EndpointConfig config) {
            session.addMessageHandler(String.class, (MessageHandler.Partial<String>) (part, last) -> {
                try {
                    session.getBasicRemote().sendText(part, last);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
            session.addMessageHandler(ByteBuffer.class, (MessageHandler.Partial<ByteBuffer>) (part, last) -> {
                try {
                    session.getBasicRemote().sendBinary(part, last);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        }
    }

    /** Sends messages to everybody. */
    public static final class Broadcast extends Endpoint {
        @Override
        public void onOpen(Session session, EndpointConfig config) {
            session.addMessageHandler(String.class, message -> {
                for (Session one : session.getOpenSessions()) {
                    one.getAsyncRemote().sendText(message);
                }
            });
            session.addMessageHandler(ByteBuffer.class, message -> {
                for (Session one : session.getOpenSessions()) {
                    one.getAsyncRemote().sendBinary(message.duplicate());
                }
            });
        }
    }
}
