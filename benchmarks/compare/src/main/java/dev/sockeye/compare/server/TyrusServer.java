package dev.sockeye.compare.server;

import jakarta.websocket.Endpoint;
import jakarta.websocket.EndpointConfig;
import jakarta.websocket.Extension;
import jakarta.websocket.Session;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.glassfish.tyrus.core.TyrusSession;
import org.glassfish.tyrus.ext.extension.deflate.PerMessageDeflateExtension;
import org.glassfish.tyrus.server.TyrusServerContainer;
import org.glassfish.tyrus.spi.ServerContainer;
import org.glassfish.tyrus.spi.ServerContainerFactory;

/** Tyrus on Grizzly, by itself, with whole messages and Tyrus's own broadcast. */
final class TyrusServer implements PeerServer {
    @Override
    public int start(boolean compression) throws Exception {
        Map<String, Object> properties = new HashMap<>();
        properties.put("org.glassfish.tyrus.incomingBufferSize", MAX_MESSAGE_BYTES * 2);
        ServerContainer container = ServerContainerFactory.createServerContainer(properties);
        container.setDefaultMaxTextMessageBufferSize(MAX_MESSAGE_BYTES);
        container.setDefaultMaxBinaryMessageBufferSize(MAX_MESSAGE_BYTES);
        List<Extension> extensions = compression ? List.of(new PerMessageDeflateExtension()) : List.of();
        container.addEndpoint(JakartaEndpoints.of(ECHO, Echo.class, Echo::new, extensions));
        container.addEndpoint(JakartaEndpoints.of(BROADCAST, Broadcast.class, Broadcast::new, extensions));
        container.start("", 0);
        return ((TyrusServerContainer) container).getPort();
    }

    /** Sends messages back. */
    public static final class Echo extends Endpoint {
        @Override
        public void onOpen(Session session, EndpointConfig config) {
            session.addMessageHandler(String.class, message -> {
                try {
                    session.getBasicRemote().sendText(message);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
            session.addMessageHandler(ByteBuffer.class, message -> {
                try {
                    session.getBasicRemote().sendBinary(message);
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
            TyrusSession tyrus = (TyrusSession) session;
            session.addMessageHandler(String.class, tyrus::broadcast);
            session.addMessageHandler(ByteBuffer.class, tyrus::broadcast);
        }
    }
}
