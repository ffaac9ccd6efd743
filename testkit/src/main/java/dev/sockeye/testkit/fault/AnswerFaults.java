package dev.sockeye.testkit.fault;

/** Answers to the opening handshake that are no agreement, or a wrong one. Of servers. */
public final class AnswerFaults {
    private AnswerFaults() {}

    /** {@return an HTTP answer that is no upgrade} */
    public static Fault status(int status, String... headers) {
        String more = headers.length == 0 ? "" : String.join("\r\n", headers) + "\r\n";
        return peer -> {
            peer.readHead();
            peer.write("HTTP/1.1 " + status + " No\r\nContent-Length: 0\r\nConnection: close\r\n" + more + "\r\n");
            peer.halfClose();
            peer.drain();
        };
    }

    /** {@return a 101 whose {@code Sec-WebSocket-Accept} answers another key} */
    public static Fault wrongAccept() {
        return answered("Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
    }

    /** {@return a 101 without {@code Sec-WebSocket-Accept}} */
    public static Fault noAccept() {
        return answered("Server: faulty");
    }

    private static Fault answered(String line) {
        return peer -> {
            peer.readHead();
            peer.write("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n" + line
                    + "\r\n\r\n");
            peer.drain();
        };
    }

    /** {@return an agreement with more lines, such as an extension that nobody offered} */
    public static Fault agreement(String... moreHeaders) {
        return peer -> {
            peer.open(moreHeaders);
            peer.drain();
        };
    }

    /** {@return an answer that is not HTTP} */
    public static Fault notHttp() {
        return peer -> {
            peer.readHead();
            peer.write("-ERR unknown command 'GET'\r\n");
            peer.drain();
        };
    }

    /** {@return the end of the connection where the answer should be} */
    public static Fault noAnswer() {
        return FaultyPeer::readHead;
    }

    /** {@return silence where the answer should be} */
    public static Fault silence() {
        return peer -> {
            peer.readHead();
            peer.freeze();
        };
    }
}
