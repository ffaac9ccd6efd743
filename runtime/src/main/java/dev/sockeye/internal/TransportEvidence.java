package dev.sockeye.internal;

import dev.sockeye.protocol.close.TransportEnd;
import dev.sockeye.protocol.close.TransportEnd.Kind;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import org.jspecify.annotations.Nullable;

/**
 * How the transport of one connection ended, put together from what Netty tells on the way. The first piece of evidence
 * that came from outside wins: an error names the end, and the closed channel that follows it adds nothing. Confined to the
 * channel's event loop.
 *
 * <p>A missing close_notify is told only of an input that ended with nothing else wrong: when a write fails, or this end
 * closes, an alert that was under way stays unread and proves nothing.
 */
final class TransportEvidence {
    private final boolean tls;
    private boolean closeNotifySeen;
    private boolean closedHere;
    private @Nullable TransportEnd end;

    /**
     * @param tls whether TLS is between this end and TCP
     */
    TransportEvidence(boolean tls) {
        this.tls = tls;
    }

    /** Takes what {@code exceptionCaught} was given, or what made a write fail. */
    void failure(Throwable failure) {
        TransportEnd told = TransportEnds.of(failure);
        if (end == null && told.kind().isRemote() && !closedHere) {
            end = told;
        }
    }

    /** Takes what {@code userEventTriggered} was given. */
    void event(Object event) {
        if (event == SslCloseCompletionEvent.SUCCESS) {
            closeNotifySeen = true;
        } else if (event == ChannelInputShutdownEvent.INSTANCE && end == null && !closedHere) {
            end = endOfInput();
        }
    }

    /** Says that this end is about to close the channel. */
    void closing() {
        closedHere = true;
    }

    /** {@return how the transport ended, once the channel is inactive} */
    TransportEnd atInactive() {
        if (end == null) {
            end = closedHere ? TransportEnd.LOCAL : endOfInput();
        }
        return end;
    }

    private TransportEnd endOfInput() {
        return tls && !closeNotifySeen
                ? TransportEnd.of(Kind.TLS_TRUNCATED, "FIN without close_notify")
                : TransportEnd.FIN;
    }
}
