package dev.sockeye.protocol.handshake;

import java.nio.charset.StandardCharsets;

/** The responses of a server that refuses a handshake (RFC 6455 §4.2.2). */
final class Refusals {
    private static final int DEFAULT_STATUS = 400;

    private Refusals() {}

    static ServerHandshake.Refused of(HandshakeFailure failure) {
        int status = failure.status().orElse(DEFAULT_STATUS);
        String body = failure.sentence() + "\n";
        Headers.Builder headers = Headers.builder();
        if (status == 405) {
            // RFC 9110 §15.5.6: a 405 lists the allowed methods
            headers.add("Allow", "GET");
        }
        if (status == 426) {
            // RFC 9110 §15.5.22: a 426 names the protocol in Upgrade, and §7.8: Connection names Upgrade
            headers.add("Upgrade", "websocket");
        }
        headers.add("Connection", status == 426 ? "Upgrade, close" : "close");
        if (status == 426
                || failure.header().filter("Sec-WebSocket-Version"::equals).isPresent()) {
            // RFC 6455 §4.2.2: the header lists the versions that the server understands
            headers.add("Sec-WebSocket-Version", RequestChecks.SUPPORTED_VERSION);
        }
        headers.add("Content-Type", "text/plain; charset=utf-8");
        headers.add("Content-Length", Integer.toString(body.getBytes(StandardCharsets.UTF_8).length));
        return new ServerHandshake.Refused(failure, new ResponseHead(status, reason(status), headers.build()), body);
    }

    private static String reason(int status) {
        return switch (status) {
            case 400 -> "Bad Request";
            case 403 -> "Forbidden";
            case 405 -> "Method Not Allowed";
            case 414 -> "URI Too Long";
            case 426 -> "Upgrade Required";
            case 431 -> "Request Header Fields Too Large";
            case 505 -> "HTTP Version Not Supported";
            default -> "";
        };
    }
}
