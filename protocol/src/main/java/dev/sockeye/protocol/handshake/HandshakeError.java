package dev.sockeye.protocol.handshake;

/** The rules of the opening handshake that can be broken, each with the clause that holds it. */
public enum HandshakeError {
    // ---- any head, while it is read
    START_LINE_MALFORMED("RFC 9112 §3, §4", "the start line is not that of an HTTP/1 message"),
    LINE_END_MALFORMED("RFC 9112 §2.2", "a line does not end in CR LF"),
    LINE_FOLDED("RFC 9112 §5.2", "a header is folded over several lines"),
    SPACE_BEFORE_COLON("RFC 9112 §5.1", "white space stands before the colon of a header"),
    HEADER_NAME_MALFORMED("RFC 9110 §5.1", "a header has no name, or one that is not a token"),
    HEADER_VALUE_MALFORMED("RFC 9110 §5.5", "a header holds a control character"),
    START_LINE_TOO_LONG("RFC 9110 §15.5.15", "the start line is longer than this endpoint accepts"),
    TOO_MANY_HEADERS("RFC 6585 §5", "the head has more header lines than this endpoint accepts"),
    HEAD_TOO_LARGE("RFC 6585 §5", "the head has more bytes than this endpoint accepts"),
    HEAD_TRUNCATED("RFC 9112 §8", "the connection ended before the head did"),

    // ---- a client's request, judged by the server
    METHOD_NOT_GET("RFC 6455 §4.1", "the method is not GET"),
    UPGRADE_NOT_REQUESTED("RFC 6455 §4.2.1", "the Upgrade header does not name websocket"),
    CONNECTION_NOT_UPGRADE("RFC 6455 §4.2.1", "the Connection header does not name Upgrade"),
    HTTP_VERSION_TOO_LOW("RFC 6455 §4.1", "the HTTP version is below 1.1"),
    TARGET_MALFORMED("RFC 6455 §4.2.1", "the request target holds no resource name"),
    HOST_MISSING("RFC 6455 §4.2.1", "the Host header is missing"),
    HOST_REPEATED("RFC 9112 §3.2", "the Host header stands more than once"),
    HOST_MALFORMED("RFC 9112 §3.2", "the Host header is not a host with an optional port"),
    REQUEST_HAS_BODY("RFC 9112 §6", "the request announces a body"),
    VERSION_MISSING("RFC 6455 §4.2.1", "the Sec-WebSocket-Version header is missing"),
    VERSION_REPEATED("RFC 6455 §11.3.5", "the Sec-WebSocket-Version header stands more than once"),
    VERSION_UNSUPPORTED("RFC 6455 §4.2.2", "the WebSocket version is not 13"),
    KEY_MISSING("RFC 6455 §4.2.1", "the Sec-WebSocket-Key header is missing"),
    KEY_REPEATED("RFC 6455 §11.3.1", "the Sec-WebSocket-Key header stands more than once"),
    KEY_MALFORMED("RFC 6455 §4.2.1", "the Sec-WebSocket-Key header is not 16 bytes in base64"),
    ORIGIN_REPEATED("RFC 6454 §7.3", "the Origin header stands more than once"),
    ORIGIN_REFUSED("RFC 6455 §10.2", "the server does not accept connections from this origin"),
    SUBPROTOCOL_OFFER_MALFORMED("RFC 6455 §4.1", "the Sec-WebSocket-Protocol header is not a list of tokens"),
    SUBPROTOCOL_OFFER_REPEATED("RFC 6455 §4.1", "a subprotocol is offered twice"),
    EXTENSION_OFFER_MALFORMED("RFC 6455 §9.1", "the Sec-WebSocket-Extensions header breaks its grammar"),

    // ---- a server's response, judged by the client
    STATUS_REDIRECT("RFC 6455 §4.1", "the server redirects to another address"),
    STATUS_AUTHENTICATION("RFC 6455 §4.1", "the server or a proxy asks for credentials"),
    STATUS_NOT_101("RFC 6455 §4.1", "the status is not 101"),
    ANSWER_UPGRADE_MISSING("RFC 6455 §4.1", "the Upgrade header is missing"),
    ANSWER_UPGRADE_WRONG("RFC 6455 §4.1", "the Upgrade header is not websocket"),
    ANSWER_CONNECTION_WRONG("RFC 6455 §4.1", "the Connection header does not name Upgrade"),
    ACCEPT_MISSING("RFC 6455 §4.1", "the Sec-WebSocket-Accept header is missing"),
    ACCEPT_REPEATED("RFC 6455 §11.3.3", "the Sec-WebSocket-Accept header stands more than once"),
    ACCEPT_WRONG("RFC 6455 §4.1", "the Sec-WebSocket-Accept header does not answer this request's key"),
    SUBPROTOCOL_ANSWER_REPEATED("RFC 6455 §11.3.4", "the Sec-WebSocket-Protocol header stands more than once"),
    SUBPROTOCOL_ANSWER_MALFORMED("RFC 6455 §4.2.2", "the Sec-WebSocket-Protocol header is not one token"),
    SUBPROTOCOL_NOT_OFFERED("RFC 6455 §4.1", "the server chose a subprotocol that was not offered"),
    EXTENSION_ANSWER_MALFORMED("RFC 6455 §9.1", "the Sec-WebSocket-Extensions header breaks its grammar"),
    EXTENSION_NOT_OFFERED("RFC 6455 §4.1", "the server granted an extension that was not offered"),
    EXTENSION_NAMED_TWICE("RFC 6455 §9.1", "the server granted an extension twice"),
    EXTENSION_ANSWER_REFUSED("RFC 6455 §9.1", "the server's extension parameters break a rule or fit no offer"),
    EXTENSION_BITS_CLASH("RFC 6455 §5.2", "two granted extensions use the same reserved bit");

    private final String clause;
    private final String rule;

    HandshakeError(String clause, String rule) {
        this.clause = clause;
        this.rule = rule;
    }

    /** {@return the clause that holds the rule, such as "RFC 6455 §4.2.1"} */
    public String clause() {
        return clause;
    }

    /** {@return what went wrong, as a clause of a sentence} */
    public String rule() {
        return rule;
    }
}
