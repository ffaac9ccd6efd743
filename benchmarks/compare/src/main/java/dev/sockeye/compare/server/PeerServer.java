package dev.sockeye.compare.server;

/** A server of another stack. */
interface PeerServer {
    /** The largest message that every peer takes, in bytes. */
    int MAX_MESSAGE_BYTES = 4 << 20;

    String ECHO = "/echo";
    String BROADCAST = "/broadcast";

    /**
     * Listens on a free port of 127.0.0.1 until the process ends.
     *
     * @param compression whether permessage-deflate is agreed to when a client offers it
     * @return the port
     * @throws Exception if the server cannot start
     */
    int start(boolean compression) throws Exception;
}
