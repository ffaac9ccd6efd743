package dev.sockeye.protocol.handshake;

import dev.sockeye.protocol.HttpToken;
import dev.sockeye.protocol.extension.ExtensionHeader;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What every WebSocket request must be, whatever the server's settings (RFC 6455 §4.2.1): one method per rule, in the
 * order in which the answer helps most. A plain GET hears that it must upgrade before it hears of anything else.
 */
final class RequestChecks {
    /** One rule; null if the request keeps it. */
    private interface Check {
        @Nullable
        HandshakeFailure of(RequestHead request);
    }

    private static final Check[] CHECKS = {
        RequestChecks::method,
        RequestChecks::upgrade,
        RequestChecks::connection,
        RequestChecks::httpVersion,
        RequestChecks::target,
        RequestChecks::host,
        RequestChecks::body,
        RequestChecks::version,
        RequestChecks::key,
        RequestChecks::subprotocols,
        RequestChecks::extensions
    };

    static final String SUPPORTED_VERSION = "13";

    private static final int BAD_REQUEST = 400;
    private static final int METHOD_NOT_ALLOWED = 405;
    private static final int UPGRADE_REQUIRED = 426;
    private static final int HTTP_VERSION_NOT_SUPPORTED = 505;

    private RequestChecks() {}

    /** {@return the first rule that the request breaks} */
    static Optional<HandshakeFailure> firstFailure(RequestHead request) {
        for (Check check : CHECKS) {
            HandshakeFailure failure = check.of(request);
            if (failure != null) {
                return Optional.of(failure);
            }
        }
        return Optional.empty();
    }

    private static @Nullable HandshakeFailure method(RequestHead request) {
        // RFC 6455 §4.1: the method must be GET
        return request.method().equals("GET")
                ? null
                : HandshakeFailure.toAnswer(
                        HandshakeError.METHOD_NOT_GET,
                        METHOD_NOT_ALLOWED,
                        "The method is " + Quote.of(request.method())
                                + ", but a WebSocket handshake is a GET request.");
    }

    private static @Nullable HandshakeFailure upgrade(RequestHead request) {
        // RFC 6455 §4.2.1: the Upgrade header contains "websocket", in any case
        if (request.headers().hasToken("Upgrade", "websocket")) {
            return null;
        }
        return HandshakeFailure.toAnswer(
                HandshakeError.UPGRADE_NOT_REQUESTED,
                "Upgrade",
                UPGRADE_REQUIRED,
                written(request, "Upgrade") + ", but a WebSocket handshake has \"Upgrade: websocket\";"
                        + " a proxy in between may have removed it.");
    }

    private static @Nullable HandshakeFailure connection(RequestHead request) {
        // RFC 6455 §4.2.1: the Connection header includes the token "Upgrade", in any case
        if (request.headers().hasToken("Connection", "Upgrade")) {
            return null;
        }
        return HandshakeFailure.toAnswer(
                HandshakeError.CONNECTION_NOT_UPGRADE,
                "Connection",
                BAD_REQUEST,
                written(request, "Connection") + ", but a WebSocket handshake has \"Connection: Upgrade\";"
                        + " a proxy in between may have replaced it.");
    }

    private static @Nullable HandshakeFailure httpVersion(RequestHead request) {
        // RFC 6455 §4.1: the HTTP version must be at least 1.1
        return request.version().compareTo(HttpVersion.HTTP_1_1) >= 0
                ? null
                : HandshakeFailure.toAnswer(
                        HandshakeError.HTTP_VERSION_TOO_LOW,
                        HTTP_VERSION_NOT_SUPPORTED,
                        "The request came as " + request.version() + ", but a WebSocket handshake needs HTTP/1.1;"
                                + " a proxy in between may have lowered it.");
    }

    private static @Nullable HandshakeFailure target(RequestHead request) {
        // RFC 6455 §4.2.1: the target is a resource name, or an http or https URI that contains one
        return RequestTarget.resourceNameIn(request.target()) != null
                ? null
                : HandshakeFailure.toAnswer(
                        HandshakeError.TARGET_MALFORMED,
                        BAD_REQUEST,
                        "The request target is " + Quote.of(request.target())
                                + "; expected a path such as /chat, without a fragment.");
    }

    private static @Nullable HandshakeFailure host(RequestHead request) {
        // RFC 6455 §4.2.1: a Host header with the server's authority; RFC 9112 §3.2: one, or the answer is 400
        HandshakeFailure failure =
                once(request, "Host", HandshakeError.HOST_MISSING, HandshakeError.HOST_REPEATED, BAD_REQUEST);
        if (failure != null) {
            return failure;
        }
        String host = request.headers().value("Host");
        return Authority.parse(host).isPresent()
                ? null
                : HandshakeFailure.toAnswer(
                        HandshakeError.HOST_MALFORMED,
                        "Host",
                        BAD_REQUEST,
                        "The Host header is " + Quote.of(host) + "; expected a host with an optional port.");
    }

    private static @Nullable HandshakeFailure body(RequestHead request) {
        // RFC 9112 §6: what follows such a head is a body, while both ends would take it for frames
        boolean transferEncoding = request.headers().contains("Transfer-Encoding");
        boolean length = announcesLength(request.headers());
        return transferEncoding || length
                ? HandshakeFailure.toAnswer(
                        HandshakeError.REQUEST_HAS_BODY,
                        transferEncoding ? "Transfer-Encoding" : "Content-Length",
                        BAD_REQUEST,
                        "The request announces a body, but a WebSocket handshake has none.")
                : null;
    }

    private static boolean announcesLength(Headers headers) {
        return headers.contains("Content-Length")
                && !headers.all("Content-Length").stream().allMatch("0"::equals);
    }

    private static @Nullable HandshakeFailure version(RequestHead request) {
        // RFC 6455 §11.3.5: Sec-WebSocket-Version stands once; §4.2.2: any other version is answered with ours
        HandshakeFailure failure = once(
                request,
                "Sec-WebSocket-Version",
                HandshakeError.VERSION_MISSING,
                HandshakeError.VERSION_REPEATED,
                UPGRADE_REQUIRED);
        if (failure != null) {
            return failure;
        }
        String version = request.headers().value("Sec-WebSocket-Version");
        return version.equals(SUPPORTED_VERSION)
                ? null
                : HandshakeFailure.toAnswer(
                        HandshakeError.VERSION_UNSUPPORTED,
                        "Sec-WebSocket-Version",
                        UPGRADE_REQUIRED,
                        "The Sec-WebSocket-Version header is " + Quote.of(version) + ", but this server speaks version "
                                + SUPPORTED_VERSION + ".");
    }

    private static @Nullable HandshakeFailure key(RequestHead request) {
        // RFC 6455 §11.3.1: Sec-WebSocket-Key stands once
        HandshakeFailure failure = once(
                request, "Sec-WebSocket-Key", HandshakeError.KEY_MISSING, HandshakeError.KEY_REPEATED, BAD_REQUEST);
        if (failure != null) {
            return failure;
        }
        String key = request.headers().value("Sec-WebSocket-Key");
        return isKey(key)
                ? null
                : HandshakeFailure.toAnswer(
                        HandshakeError.KEY_MALFORMED,
                        "Sec-WebSocket-Key",
                        BAD_REQUEST,
                        "The Sec-WebSocket-Key header is " + Quote.of(key)
                                + "; expected 16 bytes in base64, which are 22 characters and \"==\".");
    }

    /**
     * RFC 6455 §4.2.1: base64 of 16 bytes. The four bits that the last character has to spare are not looked at, as RFC
     * 4648 §3.5 allows: the RFC's own example key, {@code AQIDBAUGBwgJCgsMDQ4PEC==}, has one of them set.
     */
    private static boolean isKey(String key) {
        int digits = 22;
        if (key.length() != digits + 2 || !key.endsWith("==")) {
            return false;
        }
        for (int i = 0; i < digits; i++) {
            char c = key.charAt(i);
            if (!HostName.isLetterOrDigit(c) && c != '+' && c != '/') {
                return false;
            }
        }
        return true;
    }

    private static @Nullable HandshakeFailure subprotocols(RequestHead request) {
        if (!request.headers().contains("Sec-WebSocket-Protocol")) {
            return null;
        }
        List<String> offered = request.headers().tokens("Sec-WebSocket-Protocol");
        // RFC 6455 §4.3: one or more tokens
        Optional<String> malformed = offered.isEmpty()
                ? Optional.of("")
                : offered.stream().filter(name -> !HttpToken.isToken(name)).findFirst();
        if (malformed.isPresent()) {
            return HandshakeFailure.toAnswer(
                    HandshakeError.SUBPROTOCOL_OFFER_MALFORMED,
                    "Sec-WebSocket-Protocol",
                    BAD_REQUEST,
                    "The Sec-WebSocket-Protocol header offers " + Quote.of(malformed.get())
                            + "; expected names of letters, digits and !#$%&'*+-.^_`|~, separated by commas.");
        }
        // RFC 6455 §4.1: the elements are unique
        Set<String> seen = new HashSet<>();
        return offered.stream()
                .filter(name -> !seen.add(name))
                .findFirst()
                .map(name -> HandshakeFailure.toAnswer(
                        HandshakeError.SUBPROTOCOL_OFFER_REPEATED,
                        "Sec-WebSocket-Protocol",
                        BAD_REQUEST,
                        "The Sec-WebSocket-Protocol header offers " + Quote.of(name) + " twice; expected once."))
                .orElse(null);
    }

    private static @Nullable HandshakeFailure extensions(RequestHead request) {
        List<String> values = request.headers().all(ExtensionHeader.NAME);
        // RFC 6455 §9.1: a header that breaks the grammar ends the handshake
        if (values.isEmpty() || !(ExtensionHeader.parse(values) instanceof ExtensionHeader.Malformed malformed)) {
            return null;
        }
        // RFC 2616 §2.1 and RFC 7230 §7: of 1#extension there is at least one; empty elements do not count
        String sentence = malformed.problem() == ExtensionHeader.Problem.NO_EXTENSION
                ? "The " + ExtensionHeader.NAME + " header lists no extension; to offer none, leave it out."
                : "The " + ExtensionHeader.NAME + " header is malformed: " + malformed.description() + ".";
        return HandshakeFailure.toAnswer(
                HandshakeError.EXTENSION_OFFER_MALFORMED, ExtensionHeader.NAME, BAD_REQUEST, sentence);
    }

    private static @Nullable HandshakeFailure once(
            RequestHead request, String header, HandshakeError missing, HandshakeError repeated, int status) {
        int count = request.headers().count(header);
        if (count == 1) {
            return null;
        }
        return count == 0
                ? HandshakeFailure.toAnswer(missing, header, status, "The " + header + " header is missing.")
                : HandshakeFailure.toAnswer(
                        repeated,
                        header,
                        status,
                        "The " + header + " header stands " + count + " times; expected it once.");
    }

    private static String written(RequestHead request, String header) {
        List<String> values = request.headers().all(header);
        return values.isEmpty()
                ? "There is no " + header + " header"
                : "The " + header + " header is " + Quote.of(String.join(", ", values));
    }
}
