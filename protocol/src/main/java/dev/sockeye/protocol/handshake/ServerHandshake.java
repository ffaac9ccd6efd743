package dev.sockeye.protocol.handshake;

import dev.sockeye.protocol.HttpToken;
import dev.sockeye.protocol.extension.ExtensionDescriptor;
import dev.sockeye.protocol.extension.ExtensionHeader;
import dev.sockeye.protocol.extension.ExtensionNegotiator;
import dev.sockeye.protocol.extension.NegotiatedExtension;
import dev.sockeye.protocol.extension.ServerExtension;
import java.util.List;
import java.util.Optional;

/**
 * The server's side of the opening handshake (RFC 6455 §4.2) as a function from a request head to an answer.
 *
 * <p>Strict where the RFC is: method, HTTP version, {@code Host}, the upgrade headers, key, version, and the grammar of
 * every header of the protocol. Tolerant where it is: {@code Connection: keep-alive, Upgrade}, headers repeated instead of
 * joined, unknown headers, unknown subprotocols and unknown extensions. Pages of other origins are refused unless the
 * {@link OriginPolicy} allows them.
 *
 * <p>Immutable and safe from any thread; one instance serves all connections.
 */
public final class ServerHandshake {
    private static final int FORBIDDEN = 403;

    /** What every 101 begins with (RFC 6455 §4.2.2). */
    private static final Headers SWITCHING = Headers.builder()
            .add("Upgrade", "websocket")
            .add("Connection", "Upgrade")
            .build();

    /** What a server answers. */
    public sealed interface Result permits Accepted, Refused {}

    /**
     * The connection is open once the response is sent; frames follow it.
     *
     * @param response the 101 to send
     * @param subprotocol the subprotocol in use
     * @param extensions the extensions in use, in the order in which they transform outgoing messages
     */
    public record Accepted(ResponseHead response, Optional<String> subprotocol, List<NegotiatedExtension> extensions)
            implements Result {
        public Accepted {
            extensions = List.copyOf(extensions);
        }
    }

    /**
     * The connection does not open.
     *
     * @param failure why
     * @param response the error to send; it announces the length of the body and the end of the connection
     * @param body one sentence of ASCII and a line feed, to send behind the response
     */
    public record Refused(HandshakeFailure failure, ResponseHead response, String body) implements Result {}

    private final SubprotocolChooser subprotocols;
    private final List<ServerExtension> extensions;
    private final OriginPolicy originPolicy;

    private ServerHandshake(Builder builder) {
        subprotocols = builder.subprotocols;
        extensions = builder.extensions;
        originPolicy = builder.originPolicy;
    }

    /** {@return a builder for a server with no subprotocols, no extensions and {@link OriginPolicy#sameOrigin()}} */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Judges a request and makes the answer. Nothing that a peer sends makes it throw.
     *
     * @throws IllegalStateException if the subprotocol chooser or an extension breaks its contract
     */
    public Result evaluate(RequestHead request) {
        Optional<HandshakeFailure> failure = RequestChecks.firstFailure(request);
        if (failure.isEmpty()) {
            failure = originFailure(request);
        }
        return failure.isPresent() ? refuse(failure.get()) : accept(request);
    }

    /** {@return the response that tells a client of a failure, such as one that {@link HeadParser} found} */
    public static Refused refuse(HandshakeFailure failure) {
        return Refusals.of(failure);
    }

    private Optional<HandshakeFailure> originFailure(RequestHead request) {
        List<String> origins = request.headers().all("Origin");
        if (origins.isEmpty()) {
            // RFC 6455 §4.2.1: a request without Origin does not come from a browser
            return Optional.empty();
        }
        if (origins.size() > 1) {
            return Optional.of(HandshakeFailure.toAnswer(
                    HandshakeError.ORIGIN_REPEATED,
                    "Origin",
                    FORBIDDEN,
                    "The Origin header stands " + origins.size() + " times; expected it once."));
        }
        // RFC 6455 §4.2.2: the origin is converted to lower case; §10.2: an unacceptable one is answered with 403
        String origin = HostName.lowerCase(origins.get(0));
        return originPolicy.allows(origin, request)
                ? Optional.empty()
                : Optional.of(
                        HandshakeFailure.toAnswer(
                                HandshakeError.ORIGIN_REFUSED,
                                "Origin",
                                FORBIDDEN,
                                "Pages of the origin " + Quote.of(origin) + " may not connect to "
                                        + Quote.of(
                                                request.headers().first("Host").orElse(""))
                                        + "; expected an origin that the server allows. A proxy in between may have changed Host."));
    }

    private Accepted accept(RequestHead request) {
        Optional<String> subprotocol = chooseSubprotocol(request);
        List<NegotiatedExtension> agreed = ExtensionNegotiator.answer(offers(request), extensions);
        String key = request.headers().value("Sec-WebSocket-Key");
        Headers.Builder headers = SWITCHING.toBuilder().add("Sec-WebSocket-Accept", AcceptValue.of(key));
        // RFC 6455 §4.2.2: without a subprotocol or an extension, the header is left out
        if (subprotocol.isPresent()) {
            headers.add("Sec-WebSocket-Protocol", subprotocol.get());
        }
        if (!agreed.isEmpty()) {
            List<ExtensionDescriptor> answer =
                    agreed.stream().map(NegotiatedExtension::descriptor).toList();
            // RFC 6455 §11.3.2: at most one Sec-WebSocket-Extensions header in a response
            headers.add(ExtensionHeader.NAME, ExtensionHeader.format(answer));
        }
        return new Accepted(new ResponseHead(101, "Switching Protocols", headers.build()), subprotocol, agreed);
    }

    private Optional<String> chooseSubprotocol(RequestHead request) {
        List<String> offered = request.headers().tokens("Sec-WebSocket-Protocol");
        if (offered.isEmpty()) {
            return Optional.empty();
        }
        Optional<String> chosen = subprotocols.choose(offered, request);
        // RFC 6455 §4.2.2: the value is one of those that the client offered
        if (chosen.isPresent() && !offered.contains(chosen.get())) {
            throw new IllegalStateException("The subprotocol chooser chose " + Quote.of(chosen.get())
                    + ", which the client did not offer (RFC 6455 §4.2.2)");
        }
        return chosen;
    }

    private static List<ExtensionDescriptor> offers(RequestHead request) {
        List<String> values = request.headers().all(ExtensionHeader.NAME);
        return !values.isEmpty() && ExtensionHeader.parse(values) instanceof ExtensionHeader.Parsed parsed
                ? parsed.extensions()
                : List.of();
    }

    /** Collects the settings of a server's handshake; not safe from several threads at once. */
    public static final class Builder {
        private SubprotocolChooser subprotocols = (offered, request) -> Optional.empty();
        private List<ServerExtension> extensions = List.of();
        private OriginPolicy originPolicy = OriginPolicy.sameOrigin();

        private Builder() {}

        /**
         * Sets the subprotocols: of those that the client offers too, the first in this list is chosen.
         *
         * @param names in the server's order of preference; compared exactly
         * @throws IllegalArgumentException if a name is not a token
         */
        public Builder subprotocols(List<String> names) {
            List<String> supported = List.copyOf(names);
            for (String name : supported) {
                if (!HttpToken.isToken(name)) {
                    throw new IllegalArgumentException(
                            "The subprotocol " + Quote.of(name) + " is not a token (RFC 6455 §4.1)");
                }
            }
            return subprotocolChooser((offered, request) ->
                    supported.stream().filter(offered::contains).findFirst());
        }

        /** Sets what chooses the subprotocol, in place of a list. */
        public Builder subprotocolChooser(SubprotocolChooser chooser) {
            subprotocols = chooser;
            return this;
        }

        /**
         * Sets the extensions, in the order in which they are tried and in which they transform outgoing messages.
         *
         * @throws IllegalArgumentException if two have the same name
         */
        public Builder extensions(List<? extends ServerExtension> supported) {
            ExtensionNegotiator.requireDistinct(
                    supported.stream().map(ServerExtension::name).toList());
            extensions = List.copyOf(supported);
            return this;
        }

        /** Sets which pages may connect. */
        public Builder originPolicy(OriginPolicy policy) {
            originPolicy = policy;
            return this;
        }

        /** {@return the handshake with the settings as they are now} */
        public ServerHandshake build() {
            return new ServerHandshake(this);
        }
    }
}
