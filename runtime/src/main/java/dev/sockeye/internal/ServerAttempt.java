package dev.sockeye.internal;

import dev.sockeye.protocol.Role;
import dev.sockeye.protocol.close.ClientTraits;
import dev.sockeye.protocol.close.CloseCause;
import dev.sockeye.protocol.close.CloseReport;
import dev.sockeye.protocol.close.HandshakeFacts;
import dev.sockeye.protocol.close.Moment;
import dev.sockeye.protocol.extension.ExtensionHeader;
import dev.sockeye.protocol.extension.ExtensionOutcome;
import dev.sockeye.protocol.extension.ExtensionOutcome.Entry;
import dev.sockeye.protocol.extension.NegotiatedExtension;
import dev.sockeye.protocol.handshake.Headers;
import dev.sockeye.protocol.handshake.RequestHead;
import dev.sockeye.protocol.handshake.ResponseHead;
import io.netty.channel.Channel;
import java.net.SocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Gathers what is known of one client's attempt to open a WebSocket, until it opens or fails. */
final class ServerAttempt {
    private static final int SWITCHING_PROTOCOLS = 101;

    private final long startedAt = System.nanoTime();
    private final @Nullable SocketAddress localAddress;
    private final @Nullable SocketAddress remoteAddress;
    private String target = "";
    private List<String> offers = List.of();
    private ClientTraits client = ClientTraits.NONE;
    private HandshakeFacts facts = HandshakeFacts.NONE;
    private @Nullable CloseCause cause;
    private TransportEvidence transport = new TransportEvidence(false);
    private @Nullable Moment secured;
    private boolean hasReceived;
    private long lastByteIn;

    ServerAttempt(Channel channel) {
        // Only a report needs their text; the channel does not know them any more when it is closed
        localAddress = channel.localAddress();
        remoteAddress = channel.remoteAddress();
    }

    ClientTraits client() {
        return client;
    }

    @Nullable
    SocketAddress remoteAddress() {
        return remoteAddress;
    }

    long startedAt() {
        return startedAt;
    }

    /** TLS is set up. */
    void secured() {
        transport = new TransportEvidence(true);
        secured = new Moment(Moment.Kind.TLS_ESTABLISHED, System.nanoTime(), "");
    }

    boolean isSecured() {
        return secured != null;
    }

    /** {@return the steps so far} */
    List<Moment> moments() {
        return secured == null ? List.of() : List.of(secured);
    }

    /** Something came: of a request, or of TLS while that is being set up. */
    void received() {
        hasReceived = true;
        lastByteIn = System.nanoTime();
    }

    /** A request came. */
    void requested(RequestHead head) {
        target = head.target();
        offers = head.headers().all(ExtensionHeader.NAME);
        client = ClientTraits.of(head.headers());
    }

    /** {@return whether anything came} */
    boolean hasReceived() {
        return hasReceived;
    }

    /** The request was answered; what is reported of it is told by the last answer. */
    void answered(ResponseHead response, String bodyPrefix) {
        facts = new HandshakeFacts(
                OptionalInt.of(response.status()),
                response.headers(),
                bodyPrefix,
                Optional.empty(),
                offers,
                ExtensionOutcome.NOT_REACHED,
                client);
    }

    /** The attempt failed. Of several causes the first counts. */
    void failed(CloseCause why) {
        if (cause == null) {
            cause = why;
        }
    }

    boolean hasFailed() {
        return cause != null;
    }

    /** {@return what is known of the transport's end} */
    TransportEvidence transport() {
        return transport;
    }

    /** {@return the report of the attempt that has failed} */
    CloseReport report() {
        CloseCause why = cause == null ? new CloseCause.Aborted() : cause;
        CloseReport.Builder report = CloseReport.builder(Role.SERVER, why)
                .target(target)
                .localAddress(Addresses.text(localAddress))
                .remoteAddress(Addresses.text(remoteAddress))
                .handshake(facts)
                .transportEnd(transport.atInactive())
                .startedAt(startedAt);
        moments().forEach(moment -> report.moment(moment.kind(), moment.nanos(), moment.detail()));
        if (hasReceived) {
            report.moment(Moment.Kind.LAST_BYTE_IN, lastByteIn);
        }
        return report.moment(Moment.Kind.TRANSPORT_ENDED, System.nanoTime()).build();
    }

    /**
     * {@return the facts of a handshake that succeeded, made when they are asked for} They stay with the connection for
     * its whole life, so the proof of the key is left out.
     */
    static Supplier<HandshakeFacts> acceptedFacts(
            Optional<String> subprotocol, List<NegotiatedExtension> extensions, ClientTraits client) {
        return () -> {
            Headers.Builder headers =
                    Headers.builder().add("Upgrade", "websocket").add("Connection", "Upgrade");
            subprotocol.ifPresent(name -> headers.add("Sec-WebSocket-Protocol", name));
            List<Entry> entries = extensions.stream()
                    .map(extension -> extension.descriptor())
                    .map(agreed -> new Entry(agreed.name(), false, ExtensionOutcome.Result.AGREED, agreed.toString()))
                    .toList();
            if (!entries.isEmpty()) {
                headers.add(
                        ExtensionHeader.NAME,
                        entries.stream().map(Entry::detail).collect(Collectors.joining(", ")));
            }
            return new HandshakeFacts(
                    OptionalInt.of(SWITCHING_PROTOCOLS),
                    headers.build(),
                    "",
                    subprotocol,
                    List.of(),
                    new ExtensionOutcome(entries),
                    client);
        };
    }
}
