package dev.sockeye.protocol.handshake;

import dev.sockeye.protocol.HttpToken;
import dev.sockeye.protocol.extension.ExtensionDescriptor;
import dev.sockeye.protocol.extension.ExtensionHeader;
import dev.sockeye.protocol.extension.ExtensionNegotiator;
import dev.sockeye.protocol.extension.ExtensionOutcome;
import dev.sockeye.protocol.extension.NegotiatedExtension;
import dev.sockeye.protocol.extension.RequestedExtension;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The client's side of the opening handshake (RFC 6455 §4.1): what to ask for. Each {@link #attempt} makes one request and
 * judges its response.
 *
 * <p>Immutable and safe from any thread; one instance serves all attempts to reach its URI.
 */
public final class ClientHandshake {
    /** How many random bytes an attempt needs for its key (RFC 6455 §4.1). */
    public static final int KEY_BYTES = 16;

    /** Headers that make or break the handshake, with what sets them instead. */
    private static final Map<String, String> OWN_HEADERS = Map.ofEntries(
            Map.entry("host", "it follows from the URI"),
            Map.entry("upgrade", "the handshake sets it"),
            Map.entry("connection", "the handshake sets it"),
            Map.entry("origin", "use origin() instead"),
            Map.entry("sec-websocket-key", "the handshake sets it"),
            Map.entry("sec-websocket-version", "the handshake sets it"),
            Map.entry("sec-websocket-accept", "only a server sends it"),
            Map.entry("sec-websocket-protocol", "use subprotocols() instead"),
            Map.entry("sec-websocket-extensions", "use extensions() instead"),
            Map.entry("content-length", "a handshake has no body"),
            Map.entry("transfer-encoding", "a handshake has no body"),
            Map.entry("expect", "a handshake has no body"),
            Map.entry("te", "a handshake has no body"),
            Map.entry("trailer", "a handshake has no body"),
            Map.entry("keep-alive", "the connection stops being HTTP"),
            Map.entry("proxy-connection", "the connection stops being HTTP"),
            Map.entry("http2-settings", "the upgrade is to WebSocket"));

    /** What a client makes of a response. */
    public sealed interface Result permits Opened, Failed {}

    /**
     * The connection is open. If {@link ExtensionOutcome#missing()} names extensions, the client closes it with 1010 (RFC
     * 6455 §7.4.1).
     *
     * @param subprotocol the subprotocol in use
     * @param extensions the extensions in use, in the order in which they transform outgoing messages
     * @param outcome what became of each requested extension
     */
    public record Opened(Optional<String> subprotocol, List<NegotiatedExtension> extensions, ExtensionOutcome outcome)
            implements Result {
        public Opened {
            extensions = List.copyOf(extensions);
        }
    }

    /**
     * The connection does not open: the client ends TCP, or follows a redirect or authenticates if it wants to.
     *
     * @param failure why, with the response's status and headers
     * @param outcome what became of each requested extension, if the failure is about extensions
     */
    public record Failed(HandshakeFailure failure, ExtensionOutcome outcome) implements Result {}

    private final WebSocketUri uri;
    private final List<String> subprotocols;
    private final List<RequestedExtension> extensions;
    private final Optional<String> origin;
    private final Headers headers;

    private ClientHandshake(Builder builder) {
        uri = builder.uri;
        subprotocols = builder.subprotocols;
        extensions = builder.extensions;
        origin = Optional.ofNullable(builder.origin);
        headers = builder.headers.build();
    }

    /** {@return a builder for a handshake with no subprotocols, no extensions, no origin and no further headers} */
    public static Builder builder(WebSocketUri uri) {
        return new Builder(uri);
    }

    /**
     * {@return a new attempt}
     *
     * @param key 16 bytes from a cryptographic generator, new for each attempt (RFC 6455 §4.1); copied
     * @throws IllegalArgumentException if there are more or fewer bytes
     */
    public Attempt attempt(byte[] key) {
        if (key.length != KEY_BYTES) {
            throw new IllegalArgumentException(
                    "A key has " + KEY_BYTES + " bytes, not " + key.length + " (RFC 6455 §4.1)");
        }
        return new Attempt(this, Base64.getEncoder().encodeToString(key));
    }

    private RequestHead request(String key) {
        Headers.Builder lines = Headers.builder()
                .add("Host", uri.authority())
                .add("Upgrade", "websocket")
                .add("Connection", "Upgrade")
                .add("Sec-WebSocket-Key", key)
                .add("Sec-WebSocket-Version", RequestChecks.SUPPORTED_VERSION);
        if (!subprotocols.isEmpty()) {
            lines.add("Sec-WebSocket-Protocol", String.join(", ", subprotocols));
        }
        List<ExtensionDescriptor> offers = ExtensionNegotiator.offers(extensions);
        if (!offers.isEmpty()) {
            lines.add(ExtensionHeader.NAME, ExtensionHeader.format(offers));
        }
        origin.ifPresent(value -> lines.add("Origin", value));
        lines.addAll(headers);
        return new RequestHead("GET", uri.resourceName(), HttpVersion.HTTP_1_1, lines.build());
    }

    /** One request and the judgement of its response. Immutable and safe from any thread. */
    public static final class Attempt {
        private final ClientHandshake handshake;
        private final String key;

        private Attempt(ClientHandshake handshake, String key) {
            this.handshake = handshake;
            this.key = key;
        }

        /** {@return the request to send} */
        public RequestHead request() {
            return handshake.request(key);
        }

        /**
         * Judges the response to {@link #request()}. Nothing that a peer sends makes it throw.
         *
         * @param response the first response that is not {@link ResponseHead#isInterim() interim}
         * @throws IllegalStateException if an extension breaks its contract
         */
        public Result verify(ResponseHead response) {
            return new ResponseChecks(response, key, handshake.subprotocols, handshake.extensions).result();
        }
    }

    /** Collects what a client asks for; not safe from several threads at once. */
    public static final class Builder {
        private final WebSocketUri uri;
        private List<String> subprotocols = List.of();
        private List<RequestedExtension> extensions = List.of();
        private @Nullable String origin;
        private final Headers.Builder headers = Headers.builder();

        private Builder(WebSocketUri uri) {
            this.uri = uri;
        }

        /**
         * Sets the subprotocols to offer.
         *
         * @param names in the client's order of preference
         * @throws IllegalArgumentException if a name is not a token or stands twice (RFC 6455 §4.1)
         */
        public Builder subprotocols(List<String> names) {
            Set<String> seen = new HashSet<>();
            for (String name : names) {
                if (!HttpToken.isToken(name)) {
                    throw new IllegalArgumentException(
                            "The subprotocol " + Quote.of(name) + " is not a token (RFC 6455 §4.1)");
                }
                if (!seen.add(name)) {
                    throw new IllegalArgumentException(
                            "The subprotocol " + name + " is listed twice; offer it once (RFC 6455 §4.1)");
                }
            }
            subprotocols = List.copyOf(names);
            return this;
        }

        /**
         * Sets the extensions to offer.
         *
         * @param requested in the client's order of preference
         * @throws IllegalArgumentException if two have the same name
         */
        public Builder extensions(List<RequestedExtension> requested) {
            ExtensionNegotiator.requireDistinct(requested.stream()
                    .map(request -> request.extension().name())
                    .toList());
            extensions = List.copyOf(requested);
            return this;
        }

        /**
         * Sets the {@code Origin} header, as a browser would (RFC 6454 §6.2).
         *
         * @param value such as {@code https://example.com}
         * @throws IllegalArgumentException if it cannot stand in a header
         */
        public Builder origin(String value) {
            if (value.isBlank() || !Headers.isValue(value)) {
                throw new IllegalArgumentException("The origin " + Quote.of(value)
                        + " cannot stand in a header; expected such as https://example.com");
            }
            origin = value;
            return this;
        }

        /**
         * Adds a header, such as {@code Authorization} or {@code Cookie}.
         *
         * @throws IllegalArgumentException if it cannot stand in a head, or is one that would break the handshake
         */
        public Builder header(String name, String value) {
            String instead = OWN_HEADERS.get(name.toLowerCase(Locale.ROOT));
            if (instead != null) {
                throw new IllegalArgumentException("The header " + name + " cannot be set: " + instead);
            }
            headers.add(name, value);
            return this;
        }

        /** {@return the handshake with the settings as they are now} */
        public ClientHandshake build() {
            return new ClientHandshake(this);
        }
    }
}
