package dev.sockeye.internal;

import dev.sockeye.protocol.close.CloseCause;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.EventLoop;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;

/** The connections of one of a server's event loops. Confined to that loop. */
final class ServerLoop {
    private final EventLoop loop;

    /** By identity and without links, since an idle connection shall cost little: about 16 bytes here. */
    private final Set<Channel> channels = Collections.newSetFromMap(new IdentityHashMap<>());

    ServerLoop(EventLoop loop) {
        this.loop = loop;
    }

    EventLoop loop() {
        return loop;
    }

    void add(Channel channel) {
        channels.add(channel);
    }

    void remove(Channel channel) {
        channels.remove(channel);
    }

    /** {@return the WebSockets that are open, in random order} */
    List<OpenWebSocket> webSockets() {
        List<OpenWebSocket> open = new ArrayList<>();
        for (Channel channel : channels) {
            if (channel.pipeline().last() instanceof WebSocketChannel webSocket) {
                open.add(webSocket.socket());
            }
        }
        Collections.shuffle(open);
        return open;
    }

    /** Ends the connections that wait for a request. */
    void endIdle() {
        for (Channel channel : List.copyOf(channels)) {
            if (channel.pipeline().last() instanceof ServerConnection http) {
                http.endIfIdle();
            }
        }
    }

    /** {@return whether there is no WebSocket, and no request that is being read or answered} */
    boolean isQuiet() {
        for (Channel channel : channels) {
            ChannelHandler last = channel.pipeline().last();
            if (last instanceof WebSocketChannel || (last instanceof ServerConnection http && http.isBusy())) {
                return false;
            }
        }
        return true;
    }

    /** Ends every connection at once, for this cause. */
    void cut(CloseCause cause) {
        for (Channel channel : List.copyOf(channels)) {
            if (channel.pipeline().last() instanceof WebSocketChannel webSocket) {
                webSocket.socket().abort(cause);
            } else if (channel.pipeline().last() instanceof ServerConnection http) {
                http.cut();
            } else {
                channel.close();
            }
        }
    }
}
