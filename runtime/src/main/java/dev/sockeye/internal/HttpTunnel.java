package dev.sockeye.internal;

import dev.sockeye.ProxySettings;
import dev.sockeye.protocol.close.ClientTraits;
import dev.sockeye.protocol.close.CloseCause.ProxyProblem;
import dev.sockeye.protocol.close.HandshakeFacts;
import dev.sockeye.protocol.close.TransportEnd;
import dev.sockeye.protocol.extension.ExtensionOutcome;
import dev.sockeye.protocol.handshake.HeadWriter;
import dev.sockeye.protocol.handshake.Headers;
import dev.sockeye.protocol.handshake.HttpVersion;
import dev.sockeye.protocol.handshake.RequestHead;
import dev.sockeye.protocol.handshake.ResponseHead;
import dev.sockeye.protocol.handshake.WebSocketUri;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.util.concurrent.Future;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Asks an HTTP proxy for a tunnel (RFC 9110 §9.3.6). Its answer, with the beginning of the body, is kept as evidence. */
final class HttpTunnel extends ProxyTunnel {
    private static final int PROXY_AUTHENTICATION_REQUIRED = 407;

    /** What tinyproxy answers to a wrong password, though RFC 9110 §15.5.2 leaves it to servers. */
    private static final int UNAUTHORIZED = 401;

    private final RequestHead request;
    private final boolean withCredentials;
    private final ClientResponse response = new ClientResponse();
    private @Nullable ResponseHead refusal;
    private @Nullable ResponseBody body;
    private @Nullable Future<?> timer;

    HttpTunnel(ProxySettings.Server proxy, WebSocketUri target, Listener listener) {
        super(proxy, listener);
        withCredentials = proxy.credentials().isPresent();
        // RFC 9110 §9.3.6: the target is the host and the port, which is there even if it is the default
        String authority = hostOf(target) + ":" + target.port();
        Headers.Builder headers = Headers.builder().add("Host", authority);
        proxy.credentials().ifPresent(credentials -> headers.add("Proxy-Authorization", "Basic " + basic(credentials)));
        request = new RequestHead("CONNECT", authority, HttpVersion.HTTP_1_1, headers.build());
    }

    private static String hostOf(WebSocketUri target) {
        return target.host().indexOf(':') >= 0 ? "[" + target.host() + "]" : target.host();
    }

    /** RFC 7617 §2. */
    private static String basic(ProxySettings.Credentials credentials) {
        byte[] pair = (credentials.user() + ":" + credentials.password()).getBytes(StandardCharsets.UTF_8);
        return Base64.getEncoder().encodeToString(pair);
    }

    @Override
    void begin(ChannelHandlerContext context) {
        send(context, HeadWriter.write(request));
    }

    @Override
    void read(ChannelHandlerContext context, ByteBuf bytes) {
        ByteBuffer in = bytes.nioBuffer();
        if (refusal == null) {
            ClientResponse.Progress progress = response.take(in);
            bytes.skipBytes(bytes.readableBytes() - in.remaining());
            if (progress instanceof ClientResponse.Malformed malformed) {
                observeBeginning();
                failed(
                        ProxyProblem.BROKEN,
                        OptionalInt.empty(),
                        "what it answered is not HTTP. " + malformed.sentence(),
                        TransportEnd.LOCAL);
            } else if (progress instanceof ClientResponse.Head head) {
                judge(context, head.head(), bytes);
            }
        }
        if (refusal != null && body != null && !isDone()) {
            body.take(in);
            if (body.isComplete()) {
                finish(TransportEnd.LOCAL);
            }
        }
    }

    private void judge(ChannelHandlerContext context, ResponseHead head, ByteBuf behind) {
        // RFC 9110 §9.3.6: any 2xx opens the tunnel, and has no body whatever its headers say
        if (head.status() >= 200 && head.status() < 300) {
            established(context, behind);
            return;
        }
        refusal = head;
        body = new ResponseBody(head.status(), head.headers());
        timer = context.executor().schedule(this::onBodyTimeout, ResponseBody.MOST_WAIT_MILLIS, TimeUnit.MILLISECONDS);
    }

    private void onBodyTimeout() {
        if (!isDone()) {
            finish(TransportEnd.LOCAL);
        }
    }

    private void finish(TransportEnd end) {
        if (refusal == null || body == null) {
            return;
        }
        OptionalInt status = OptionalInt.of(refusal.status());
        HandshakeFacts facts = new HandshakeFacts(
                status,
                refusal.headers(),
                body.text(),
                Optional.empty(),
                List.of(),
                ExtensionOutcome.NOT_REACHED,
                ClientTraits.NONE);
        if (refusal.status() == PROXY_AUTHENTICATION_REQUIRED || refusal.status() == UNAUTHORIZED) {
            failed(ProxyProblem.CREDENTIALS, status, credentialsWanted(refusal.headers()), end, facts);
        } else {
            failed(ProxyProblem.REFUSED, status, "it did not open a tunnel to " + request.target(), end, facts);
        }
    }

    /** Names the schemes only: the parameters of a challenge may be long, and are in the facts. */
    private String credentialsWanted(Headers headers) {
        String schemes = Stream.of("Proxy-Authenticate", "WWW-Authenticate")
                .flatMap(name -> headers.all(name).stream())
                .map(challenge -> challenge.split("[ ,]", 2)[0])
                .distinct()
                .collect(Collectors.joining(", "));
        String how = schemes.isEmpty() ? "" : " (" + schemes + ")";
        return (withCredentials ? "it does not take the credentials that it was given" : "it wants credentials") + how;
    }

    @Override
    void ended(TransportEnd end) {
        if (refusal != null) {
            finish(end);
        } else {
            observeBeginning();
            super.ended(end);
        }
    }

    @Override
    boolean late() {
        observeBeginning();
        if (refusal != null) {
            finish(TransportEnd.LOCAL);
        }
        return refusal != null;
    }

    private void observeBeginning() {
        response.beginning().ifPresent(first -> observed("the proxy's answer begins with \"" + first + '"'));
    }

    @Override
    void stop() {
        super.stop();
        if (timer != null) {
            timer.cancel(false);
        }
    }
}
