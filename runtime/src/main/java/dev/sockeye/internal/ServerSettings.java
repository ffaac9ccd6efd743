package dev.sockeye.internal;

import dev.sockeye.protocol.handshake.HeadLimits;
import io.netty.handler.ssl.SslContext;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What all connections of a server share. */
record ServerSettings(
        ServerRouter router,
        SessionConfig session,
        ServerQuestions questions,
        ServerAgreements agreements,
        HeadLimits headLimits,
        Duration handshakeTimeout,
        @Nullable SslContext tls) {}
