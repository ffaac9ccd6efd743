/** The WebSocket protocol (RFC 6455 and RFC 7692) with no I/O, threads or clock of its own. */
module dev.sockeye.protocol {
    requires static transitive org.jspecify;

    exports dev.sockeye.protocol;
    exports dev.sockeye.protocol.close;
    exports dev.sockeye.protocol.connection;
    exports dev.sockeye.protocol.deflate;
    exports dev.sockeye.protocol.extension;
    exports dev.sockeye.protocol.frame;
    exports dev.sockeye.protocol.handshake;
}
