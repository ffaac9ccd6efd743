package dev.sockeye.compare.server;

import jakarta.websocket.Endpoint;
import jakarta.websocket.Extension;
import jakarta.websocket.server.ServerEndpointConfig;
import java.util.List;
import java.util.function.Supplier;

/** What Tomcat and Tyrus share: endpoints of Jakarta WebSocket that agree to some extensions only. */
final class JakartaEndpoints {
    private JakartaEndpoints() {}

    static ServerEndpointConfig of(
            String path, Class<? extends Endpoint> type, Supplier<Endpoint> endpoints, List<Extension> extensions) {
        return ServerEndpointConfig.Builder.create(type, path)
                .extensions(extensions)
                .configurator(new ServerEndpointConfig.Configurator() {
                    @Override
                    public <T> T getEndpointInstance(Class<T> wanted) {
                        return wanted.cast(endpoints.get());
                    }

                    @Override
                    public List<Extension> getNegotiatedExtensions(
                            List<Extension> installed, List<Extension> requested) {
                        return extensions.isEmpty() ? List.of() : super.getNegotiatedExtensions(installed, requested);
                    }
                })
                .build();
    }
}
