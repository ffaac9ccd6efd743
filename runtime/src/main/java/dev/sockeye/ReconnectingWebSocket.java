package dev.sockeye;

import dev.sockeye.internal.Link;
import dev.sockeye.internal.LinkListener;
import dev.sockeye.protocol.MessageType;
import dev.sockeye.protocol.Role;
import dev.sockeye.protocol.close.CloseCode;
import dev.sockeye.protocol.close.ClosePayload;
import dev.sockeye.protocol.close.CloseReport;
import dev.sockeye.reconnect.Decision;
import dev.sockeye.reconnect.ReconnectPolicy;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * A WebSocket that comes back: when its connection ends, it makes another one, unless its {@link ReconnectPolicy} or the
 * application says that it is over. Every method is safe from any thread.
 *
 * <pre>{@code
 * ReconnectingWebSocket feed = ReconnectingWebSocket.builder("wss://example.com/feed").start(new ReconnectingHandler() {
 *     public void onConnected(ReconnectingWebSocket socket, int attempt) { socket.sendText("subscribe"); }
 *     public void onText(ReconnectingWebSocket socket, String text) { System.out.println(text); }
 *     public void onDisconnected(ReconnectingWebSocket socket, CloseReport report, Decision decision) {
 *         System.out.println(report + " -> " + decision);
 *     }
 * });
 * }</pre>
 *
 * <p>Nothing is lost silently: what was sent and did not reach the peer, or may not have, is told to {@link
 * ReconnectingHandler#onUndelivered}. To know it, the link asks with a ping of its own every few seconds while there is
 * something to know, since a peer that answers has read what came before.
 *
 * <p>When the machine wakes from a sleep, or its network changes, a connection has to prove at once that it is alive, and a
 * link that waits tries at once.
 */
public final class ReconnectingWebSocket implements AutoCloseable {
    private final Link link;

    private ReconnectingWebSocket(Builder builder, WebSocketClient client, ReconnectingHandler handler) {
        link = Link.of(client.core(), builder.settings(client), new Telling(handler));
    }

    /** Calls the handler with this. */
    private final class Telling implements LinkListener {
        private final ReconnectingHandler handler;

        Telling(ReconnectingHandler handler) {
            this.handler = handler;
        }

        @Override
        public void onConnected(int attempt) {
            handler.onConnected(ReconnectingWebSocket.this, attempt);
        }

        @Override
        public void onUtf8(ByteBuffer utf8) {
            handler.onUtf8(ReconnectingWebSocket.this, utf8);
        }

        @Override
        public void onBinary(ByteBuffer data) {
            handler.onBinary(ReconnectingWebSocket.this, data);
        }

        @Override
        public void onPong(ByteBuffer payload, OptionalLong roundTripNanos) {
            handler.onPong(ReconnectingWebSocket.this, payload, roundTripNanos);
        }

        @Override
        public void onWritable() {
            handler.onWritable(ReconnectingWebSocket.this);
        }

        @Override
        public void onUndelivered(Undelivered undelivered) {
            handler.onUndelivered(ReconnectingWebSocket.this, undelivered);
        }

        @Override
        public void onDisconnected(CloseReport report, Decision decision) {
            handler.onDisconnected(ReconnectingWebSocket.this, report, decision);
        }

        @Override
        public void onGaveUp(CloseReport report) {
            handler.onGaveUp(ReconnectingWebSocket.this, report);
        }
    }

    /**
     * {@return a builder of links to one address}
     *
     * @throws IllegalArgumentException if the URI is not a WebSocket URI; the message says what to write instead
     */
    public static Builder builder(String uri) {
        ConnectTarget target = ConnectTarget.of(uri);
        return new Builder(request -> CompletableFuture.completedStage(target), false);
    }

    /** {@return a builder of links that ask for the target of each attempt} */
    public static Builder builder(TargetSource targets) {
        return new Builder(targets, true);
    }

    /**
     * Sends a text message; an unpaired surrogate goes out as a question mark.
     *
     * @return {@link SendOutcome#QUEUED} with the message's number if a connection or the buffer took it
     */
    public SendReceipt sendText(String text) {
        return link.sendText(text);
    }

    /**
     * Sends a text message that is encoded already.
     *
     * @param utf8 valid UTF-8 between position and limit, which is not checked; copied before this returns
     */
    public SendReceipt sendText(ByteBuffer utf8) {
        return link.send(MessageType.TEXT, utf8);
    }

    /**
     * Sends a binary message.
     *
     * @param data between position and limit; copied before this returns
     */
    public SendReceipt sendBinary(ByteBuffer data) {
        return link.send(MessageType.BINARY, data);
    }

    /** {@return whether a send would be taken now} */
    public boolean isWritable() {
        return link.isWritable();
    }

    /** {@return how many messages wait in the buffer} */
    public int waitingMessages() {
        return link.waitingMessages();
    }

    /**
     * {@return the connection that there is at the moment, for its addresses, subprotocol, extensions and queue} What is sent
     * or closed on it directly escapes the link's account.
     */
    public Optional<WebSocket> connection() {
        return link.connection();
    }

    /** Makes the next attempt at once if the link waits for it, as when the user asks for it. Does nothing otherwise. */
    public void retryNow() {
        link.retryNow();
    }

    /** Stops reading, on this connection and on those that follow. */
    public void pause() {
        link.pause(true);
    }

    /** Goes on reading. */
    public void resume() {
        link.pause(false);
    }

    /** Ends the link with 1000, behind all that was taken if there is a connection. Does nothing if it is at its end. */
    @Override
    public void close() {
        close(CloseCode.NORMAL, "");
    }

    /**
     * Ends the link. Returns at once; {@link ReconnectingHandler#onGaveUp} follows. What waits for a connection when there is
     * none is told to {@link ReconnectingHandler#onUndelivered} before.
     *
     * @param reason for developers, at most 123 bytes of UTF-8
     * @throws IllegalArgumentException if a client must not send the code, or the reason is too long
     */
    public void close(CloseCode code, String reason) {
        code.requireSendable(Role.CLIENT);
        var unused = ClosePayload.of(code, reason);
        link.close(code, reason);
    }

    /** {@return completes with the report of the last connection or attempt, after {@link ReconnectingHandler#onGaveUp}} */
    public CompletionStage<CloseReport> whenEnded() {
        return link.ended();
    }

    /** Builds {@link ReconnectingWebSocket}. Not safe for use by several threads. */
    public static final class Builder {
        private final TargetSource targets;
        private final boolean refreshable;
        private @Nullable WebSocketClient client;
        private ReconnectPolicy policy = ReconnectPolicy.DEFAULT;
        private Duration stableAfter = Duration.ofSeconds(30);
        private Optional<OfflineBuffer> buffer = Optional.empty();

        private Builder(TargetSource targets, boolean refreshable) {
            this.targets = targets;
            this.refreshable = refreshable;
        }

        /**
         * Sets the client that makes the connections, with its settings; it may serve any number of links, and the link ends
         * when it is closed. Unless set, the link has a client of its own with the default settings.
         *
         * @throws IllegalArgumentException if the client's queue drops messages, of which the link could not tell; use an
         *     {@link OfflineBuffer} that does
         */
        public Builder client(WebSocketClient value) {
            if (value.config().sendQueue().policy() == SlowConsumerPolicy.DROP_OLDEST) {
                throw new IllegalArgumentException(
                        "the client's sendQueue must not be DROP_OLDEST for a link, which could not tell what was dropped");
            }
            client = value;
            return this;
        }

        /** Sets what decides after each end. */
        public Builder policy(ReconnectPolicy value) {
            policy = value;
            return this;
        }

        /**
         * Sets how long a connection must have been open to count as stable, so that the delays begin anew; 30 s by default.
         * A server that accepts connections and drops them is asked less and less often.
         */
        public Builder stableAfter(Duration value) {
            if (value.isNegative() || value.isZero()) {
                throw new IllegalArgumentException("stableAfter must be positive, was " + value);
            }
            stableAfter = value;
            return this;
        }

        /** Holds what is sent while there is no connection; unless set, such a send fails. */
        public Builder buffer(OfflineBuffer value) {
            buffer = Optional.of(value);
            return this;
        }

        private Link.Settings settings(WebSocketClient connector) {
            return new Link.Settings(
                    policy,
                    stableAfter,
                    targets,
                    refreshable,
                    connector.config().connectTimeout(),
                    buffer);
        }

        /**
         * Begins the first attempt, and returns at once.
         *
         * @return the link, which goes on until its policy gives up or it is closed
         * @throws IllegalStateException if the client is closed
         */
        public ReconnectingWebSocket start(ReconnectingHandler handler) {
            WebSocketClient given = client;
            WebSocketClient connector =
                    given == null ? WebSocketClient.builder().build() : given;
            ReconnectingWebSocket made = new ReconnectingWebSocket(this, connector, handler);
            if (given == null) {
                var unused = made.whenEnded().whenComplete((report, failure) -> connector.close());
            }
            made.link.start();
            return made;
        }
    }
}
