/** The WebSocket server and client. Netty carries them and appears nowhere in the public API. */
module dev.sockeye {
    requires transitive dev.sockeye.diagnosis;
    requires transitive dev.sockeye.protocol;
    requires static transitive org.jspecify;
    requires io.netty.buffer;
    requires io.netty.codec;
    requires io.netty.codec.http;
    requires io.netty.common;
    requires io.netty.handler;
    requires io.netty.resolver;
    requires io.netty.transport;
    requires static io.netty.transport.classes.epoll;
    requires static io.netty.transport.classes.io_uring;
    requires static io.netty.transport.unix.common;
    requires static java.management;
    requires static jdk.jfr;

    exports dev.sockeye;
    exports dev.sockeye.reconnect;
}
