package dev.sockeye.protocol.handshake;

import dev.sockeye.protocol.HttpToken;
import dev.sockeye.protocol.extension.ExtensionDescriptor;
import dev.sockeye.protocol.extension.ExtensionHeader;
import dev.sockeye.protocol.extension.ExtensionNegotiator;
import dev.sockeye.protocol.extension.ExtensionOutcome;
import dev.sockeye.protocol.extension.RequestedExtension;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Supplier;

/** What a response must be for the connection to open (RFC 6455 §4.1): one method per rule, in the RFC's order. */
final class ResponseChecks {
    private static final int SWITCHING_PROTOCOLS = 101;
    /** An extension's reason is a sentence, but may repeat the peer's words. */
    private static final int LONGEST_REASON = 300;

    private final ResponseHead response;
    private final String key;
    private final List<String> subprotocols;
    private final List<RequestedExtension> extensions;

    /**
     * @param key the value of {@code Sec-WebSocket-Key} that was sent
     * @param subprotocols those that were offered
     * @param extensions those that were offered
     */
    ResponseChecks(ResponseHead response, String key, List<String> subprotocols, List<RequestedExtension> extensions) {
        this.response = response;
        this.key = key;
        this.subprotocols = subprotocols;
        this.extensions = extensions;
    }

    ClientHandshake.Result result() {
        List<Supplier<Optional<HandshakeFailure>>> checks =
                List.of(this::status, this::upgrade, this::connection, this::accept, this::subprotocol);
        for (Supplier<Optional<HandshakeFailure>> check : checks) {
            Optional<HandshakeFailure> failure = check.get();
            if (failure.isPresent()) {
                return new ClientHandshake.Failed(failure.get(), ExtensionOutcome.NOT_REACHED);
            }
        }
        return extensions();
    }

    private Optional<HandshakeFailure> status() {
        int status = response.status();
        // RFC 6455 §4.1: any status but 101 is left to the rules of HTTP, which are the caller's
        if (status == SWITCHING_PROTOCOLS) {
            return Optional.empty();
        }
        if (status == 401 || status == 407) {
            String header = status == 401 ? "WWW-Authenticate" : "Proxy-Authenticate";
            return failure(
                    HandshakeError.STATUS_AUTHENTICATION,
                    header,
                    "The answer is " + statusLine() + ": credentials are needed" + valueOf(header) + ".");
        }
        boolean redirect = status >= 300 && status < 400 && response.headers().contains("Location");
        if (redirect) {
            return failure(
                    HandshakeError.STATUS_REDIRECT,
                    "Location",
                    "The answer is " + statusLine() + ", a redirect" + valueOf("Location") + "; expected 101.");
        }
        return Optional.of(new HandshakeFailure(
                HandshakeError.STATUS_NOT_101,
                Optional.empty(),
                OptionalInt.of(status),
                "The answer is " + statusLine() + "; expected 101.",
                response.headers()));
    }

    private String statusLine() {
        return response.reason().isEmpty()
                ? Integer.toString(response.status())
                : response.status() + " " + Quote.of(response.reason());
    }

    private String valueOf(String header) {
        return response.headers()
                .first(header)
                .map(value -> " (" + header + ": " + Quote.of(value) + ")")
                .orElse("");
    }

    private Optional<HandshakeFailure> upgrade() {
        List<String> protocols = response.headers().tokens("Upgrade");
        // RFC 6455 §4.1: the Upgrade header is there, and its value is "websocket" in any case
        if (protocols.isEmpty()) {
            return failure(
                    HandshakeError.ANSWER_UPGRADE_MISSING,
                    "Upgrade",
                    "The 101 has no Upgrade header; expected \"Upgrade: websocket\".");
        }
        return protocols.size() == 1 && protocols.get(0).equalsIgnoreCase("websocket")
                ? Optional.empty()
                : failure(
                        HandshakeError.ANSWER_UPGRADE_WRONG,
                        "Upgrade",
                        "The 101 has an Upgrade header of " + Quote.of(String.join(", ", protocols))
                                + "; expected \"websocket\".");
    }

    private Optional<HandshakeFailure> connection() {
        List<String> options = response.headers().tokens("Connection");
        // RFC 6455 §4.1: the Connection header contains the token "Upgrade" in any case, beside whatever else
        return options.stream().anyMatch("Upgrade"::equalsIgnoreCase)
                ? Optional.empty()
                : failure(
                        HandshakeError.ANSWER_CONNECTION_WRONG,
                        "Connection",
                        "The 101 has "
                                + (options.isEmpty()
                                        ? "no Connection header"
                                        : "a Connection header of " + Quote.of(String.join(", ", options)))
                                + "; expected \"Connection: Upgrade\".");
    }

    private Optional<HandshakeFailure> accept() {
        List<String> values = response.headers().all("Sec-WebSocket-Accept");
        if (values.isEmpty()) {
            return failure(
                    HandshakeError.ACCEPT_MISSING,
                    "Sec-WebSocket-Accept",
                    "The 101 has no Sec-WebSocket-Accept header, so nothing shows that a WebSocket server answered.");
        }
        // RFC 6455 §11.3.3: Sec-WebSocket-Accept stands at most once in a response
        if (values.size() > 1) {
            return failure(
                    HandshakeError.ACCEPT_REPEATED,
                    "Sec-WebSocket-Accept",
                    "The 101 has " + values.size() + " Sec-WebSocket-Accept headers; expected one.");
        }
        // RFC 6455 §4.1: the value is the digest of this request's key, white space around it aside
        return values.get(0).equals(AcceptValue.of(key))
                ? Optional.empty()
                : failure(
                        HandshakeError.ACCEPT_WRONG,
                        "Sec-WebSocket-Accept",
                        "The 101 has a Sec-WebSocket-Accept header of " + Quote.of(values.get(0)) + "; expected "
                                + Quote.of(AcceptValue.of(key))
                                + ". The answer may come from a cache, or a proxy changed the key.");
    }

    private Optional<HandshakeFailure> subprotocol() {
        List<String> values = response.headers().all("Sec-WebSocket-Protocol");
        // RFC 6455 §4.2.2: a server that agrees to no subprotocol leaves the header out
        if (values.isEmpty()) {
            return Optional.empty();
        }
        // RFC 6455 §11.3.4: Sec-WebSocket-Protocol stands at most once in a response
        if (values.size() > 1) {
            return failure(
                    HandshakeError.SUBPROTOCOL_ANSWER_REPEATED,
                    "Sec-WebSocket-Protocol",
                    "The 101 has " + values.size() + " Sec-WebSocket-Protocol headers; expected at most one.");
        }
        String chosen = values.get(0);
        // RFC 6455 §4.3: the response holds one token
        if (!HttpToken.isToken(chosen)) {
            return failure(
                    HandshakeError.SUBPROTOCOL_ANSWER_MALFORMED,
                    "Sec-WebSocket-Protocol",
                    "The 101 has a Sec-WebSocket-Protocol header of " + Quote.of(chosen) + "; expected one name.");
        }
        // RFC 6455 §4.1: a subprotocol that was not requested fails the connection
        return subprotocols.contains(chosen)
                ? Optional.empty()
                : failure(
                        HandshakeError.SUBPROTOCOL_NOT_OFFERED,
                        "Sec-WebSocket-Protocol",
                        "The server chose the subprotocol " + Quote.of(chosen) + "; expected "
                                + (subprotocols.isEmpty()
                                        ? "none, since none was offered."
                                        : "none or one of " + Quote.of(String.join(", ", subprotocols)) + "."));
    }

    private ClientHandshake.Result extensions() {
        List<String> values = response.headers().all(ExtensionHeader.NAME);
        List<ExtensionDescriptor> answers = List.of();
        // RFC 6455 §4.2.2 lets a server split this header over several lines though §11.3.2 does not, so both pass
        if (!values.isEmpty()) {
            ExtensionHeader.Result parsed = ExtensionHeader.parse(values);
            if (parsed instanceof ExtensionHeader.Malformed malformed) {
                String sentence =
                        "The " + ExtensionHeader.NAME + " header is malformed: " + malformed.description() + ".";
                return failed(
                        HandshakeError.EXTENSION_ANSWER_MALFORMED,
                        sentence,
                        ExtensionNegotiator.malformed(extensions, malformed.description()));
            }
            answers = ((ExtensionHeader.Parsed) parsed).extensions();
        }
        ExtensionNegotiator.Verdict verdict = ExtensionNegotiator.judge(extensions, answers);
        if (verdict instanceof ExtensionNegotiator.Rejection rejection) {
            return failed(
                    errorOf(rejection.fault()),
                    "The " + ExtensionHeader.NAME + " header breaks a rule: "
                            + Quote.plain(rejection.reason(), LONGEST_REASON) + ".",
                    rejection.outcome());
        }
        ExtensionNegotiator.Agreement agreement = (ExtensionNegotiator.Agreement) verdict;
        return new ClientHandshake.Opened(
                response.headers().first("Sec-WebSocket-Protocol"), agreement.extensions(), agreement.outcome());
    }

    private static HandshakeError errorOf(ExtensionNegotiator.Fault fault) {
        return switch (fault) {
            case NEVER_OFFERED -> HandshakeError.EXTENSION_NOT_OFFERED;
            case NAMED_TWICE -> HandshakeError.EXTENSION_NAMED_TWICE;
            case ANSWER_REFUSED -> HandshakeError.EXTENSION_ANSWER_REFUSED;
            case RESERVED_BITS_CLASH -> HandshakeError.EXTENSION_BITS_CLASH;
        };
    }

    private ClientHandshake.Failed failed(HandshakeError error, String sentence, ExtensionOutcome outcome) {
        return new ClientHandshake.Failed(
                HandshakeFailure.in(response, error, ExtensionHeader.NAME, sentence), outcome);
    }

    private Optional<HandshakeFailure> failure(HandshakeError error, String header, String sentence) {
        return Optional.of(HandshakeFailure.in(response, error, header, sentence));
    }
}
