package dev.sockeye.internal;

import dev.sockeye.ProxySettings;
import dev.sockeye.protocol.close.CloseCause.ProxyProblem;
import dev.sockeye.protocol.close.TransportEnd;
import dev.sockeye.protocol.handshake.WebSocketUri;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.util.NetUtil;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.OptionalInt;

/** Asks a SOCKS5 proxy for a connection (RFC 1928), with a user name and password if it wants them (RFC 1929). */
final class Socks5Tunnel extends ProxyTunnel {
    private static final int VERSION = 5;
    private static final int WITHOUT_CREDENTIALS = 0;
    private static final int WITH_PASSWORD = 2;
    private static final int NO_METHOD = 0xff;
    private static final int PASSWORD_VERSION = 1;
    private static final int CONNECT = 1;
    private static final int IPV4 = 1;
    private static final int NAME = 3;
    private static final int IPV6 = 4;
    private static final int SUCCEEDED = 0;

    /** RFC 1928 §6, from 1 on. */
    private static final String[] REPLIES = {
        "general failure of the proxy",
        "its rules do not allow the connection",
        "the network cannot be reached",
        "the host cannot be reached",
        "the connection was refused",
        "the time to live expired",
        "it does not know the command",
        "it does not know the kind of address",
    };

    /** Up to the first byte of the address, which is the length of a name. */
    private static final int REPLY_BEGINNING = 5;

    /** The longest reply: with a name of 255 bytes. */
    private static final int LONGEST_REPLY = REPLY_BEGINNING + 255 + 2;

    /** What the proxy is to answer next. */
    private enum Expected {
        METHOD,
        PASSWORD_STATUS,
        REPLY
    }

    private final ProxySettings.Server proxy;
    private final WebSocketUri target;
    private final FirstBytes first = new FirstBytes();
    private final byte[] answer = new byte[LONGEST_REPLY];
    private int length;
    private Expected expected = Expected.METHOD;

    Socks5Tunnel(ProxySettings.Server proxy, WebSocketUri target, Listener listener) {
        super(proxy, listener);
        this.proxy = proxy;
        this.target = target;
    }

    @Override
    void begin(ChannelHandlerContext context) {
        byte[] greeting = proxy.credentials().isPresent()
                ? new byte[] {VERSION, 2, WITHOUT_CREDENTIALS, WITH_PASSWORD}
                : new byte[] {VERSION, 1, WITHOUT_CREDENTIALS};
        send(context, greeting);
    }

    @Override
    void read(ChannelHandlerContext context, ByteBuf bytes) {
        first.take(bytes.nioBuffer());
        while (!isDone() && bytes.isReadable()) {
            answer[length] = bytes.readByte();
            length++;
            switch (expected) {
                case METHOD -> method(context);
                case PASSWORD_STATUS -> passwordStatus(context);
                case REPLY -> reply(context, bytes);
            }
        }
    }

    private int answered(int index) {
        return answer[index] & 0xff;
    }

    private void method(ChannelHandlerContext context) {
        if (!begins(VERSION) || length < 2) {
            return;
        }
        int method = answered(1);
        if (method == WITHOUT_CREDENTIALS) {
            connect(context);
        } else if (method == WITH_PASSWORD && proxy.credentials().isPresent()) {
            authenticate(context, proxy.credentials().get());
        } else if (method == NO_METHOD) {
            failed(
                    ProxyProblem.CREDENTIALS,
                    OptionalInt.empty(),
                    proxy.credentials().isPresent()
                            ? "it takes neither a user name and password nor nobody at all"
                            : "it wants credentials",
                    TransportEnd.LOCAL);
        } else {
            broken("it chose a way to authenticate that was not offered, " + method);
        }
    }

    /** {@return whether the answer begins as it has to; if not, the attempt has failed} */
    private boolean begins(int version) {
        if (answered(0) == version) {
            return true;
        }
        first.text().ifPresent(text -> observed("the proxy's answer begins with \"" + text + '"'));
        broken("what it answered is not SOCKS5" + (first.areHttp() ? " but HTTP" : ""));
        return false;
    }

    private void broken(String detail) {
        failed(ProxyProblem.BROKEN, OptionalInt.empty(), detail, TransportEnd.LOCAL);
    }

    /** RFC 1929 §2. */
    private void authenticate(ChannelHandlerContext context, ProxySettings.Credentials credentials) {
        ByteArrayOutputStream request = new ByteArrayOutputStream();
        request.write(PASSWORD_VERSION);
        writeShort(request, credentials.user());
        writeShort(request, credentials.password());
        next(Expected.PASSWORD_STATUS);
        send(context, request.toByteArray());
    }

    private static void writeShort(ByteArrayOutputStream out, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        out.write(bytes.length);
        out.writeBytes(bytes);
    }

    private void passwordStatus(ChannelHandlerContext context) {
        if (!begins(PASSWORD_VERSION) || length < 2) {
            return;
        }
        if (answered(1) == SUCCEEDED) {
            connect(context);
        } else {
            failed(
                    ProxyProblem.CREDENTIALS,
                    OptionalInt.of(answered(1)),
                    "it does not take the user name and password that it was given",
                    TransportEnd.LOCAL);
        }
    }

    /** RFC 1928 §4. */
    private void connect(ChannelHandlerContext context) {
        ByteArrayOutputStream request = new ByteArrayOutputStream();
        request.writeBytes(new byte[] {VERSION, CONNECT, 0});
        byte[] address = NetUtil.createByteArrayFromIpAddressString(target.host());
        if (address == null) {
            // The proxy resolves the name
            request.write(NAME);
            writeShort(request, target.host());
        } else {
            request.write(address.length == 4 ? IPV4 : IPV6);
            request.writeBytes(address);
        }
        request.write(target.port() >> 8);
        request.write(target.port());
        next(Expected.REPLY);
        send(context, request.toByteArray());
    }

    private void next(Expected answerTo) {
        expected = answerTo;
        length = 0;
    }

    /** RFC 1928 §6. A proxy that refuses may leave out what stands behind the code. */
    private void reply(ChannelHandlerContext context, ByteBuf bytes) {
        if (!begins(VERSION) || length < 2) {
            return;
        }
        int code = answered(1);
        if (code != SUCCEEDED) {
            String why = code <= REPLIES.length ? REPLIES[code - 1] : "a reply that RFC 1928 does not know";
            failed(ProxyProblem.REFUSED, OptionalInt.of(code), why, TransportEnd.LOCAL);
        } else if (length >= REPLY_BEGINNING) {
            int address = addressLength();
            if (address < 0) {
                broken("its reply holds a kind of address that RFC 1928 does not know");
            } else if (length == REPLY_BEGINNING - 1 + address + 2) {
                established(context, bytes);
            }
        }
    }

    /** {@return how many bytes the address in the reply has, the length of a name included; -1 if its kind is unknown} */
    private int addressLength() {
        return switch (answered(3)) {
            case IPV4 -> 4;
            case IPV6 -> 16;
            case NAME -> 1 + answered(REPLY_BEGINNING - 1);
            default -> -1;
        };
    }
}
