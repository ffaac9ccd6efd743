package dev.sockeye.internal;

import dev.sockeye.protocol.close.TransportEnd;
import dev.sockeye.protocol.close.TransportEnd.Kind;
import io.netty.handler.ssl.NotSslRecordException;
import java.io.EOFException;
import java.net.NoRouteToHostException;
import java.net.PortUnreachableException;
import java.net.SocketTimeoutException;
import java.nio.channels.ClosedChannelException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * Reads out of an exception how the transport ended. Netty's native transports put the system's error number into every
 * message; the JDK gives only the system's words, which differ between platforms and releases.
 *
 * <p>An exception is one piece of evidence; {@link TransportEvidence} puts it together with the others.
 */
public final class TransportEnds {
    /** Deeper than any chain seen: decoder, handshake, validator, certificate path, reason. */
    private static final int MOST_CAUSES = 10;

    /** As in "recvAddress(..) failed with error(-104): Connection reset by peer". */
    private static final Pattern NATIVE = Pattern.compile("^\\w+\\(\\.\\.\\) failed with error\\(-(\\d+)\\): *(.*)$");

    private static final Pattern ALERT_FROM_JDK = Pattern.compile("received fatal alert: (\\w+)");
    private static final Pattern ALERT_FROM_BORINGSSL = Pattern.compile("_alert_(\\w+)");

    private TransportEnds() {}

    /** {@return how the transport ended, as far as the exception tells} */
    public static TransportEnd of(Throwable failure) {
        List<Throwable> chain = chainOf(failure);
        for (Throwable link : chain) {
            TransportEnd end = tlsEnd(link);
            if (end == null) {
                end = systemEnd(link);
            }
            if (end != null) {
                return end;
            }
        }
        return TransportEnd.of(Kind.IO_ERROR, wordsOf(chain.get(0)));
    }

    /** {@return the exception and its causes, outermost first} */
    static List<Throwable> chainOf(Throwable failure) {
        List<Throwable> chain = new ArrayList<>();
        for (Throwable link = failure; link != null && chain.size() < MOST_CAUSES; link = link.getCause()) {
            chain.add(link);
        }
        return chain;
    }

    private static @Nullable TransportEnd tlsEnd(Throwable link) {
        if (!(link instanceof SSLException)) {
            return null;
        }
        String words = wordsOf(link);
        String lower = words.toLowerCase(Locale.ROOT);
        if (lower.contains("close_notify") || lower.contains("truncation")) {
            return TransportEnd.of(Kind.TLS_TRUNCATED, words);
        }
        String alert = receivedAlert(link);
        if (alert != null) {
            return TransportEnd.of(Kind.TLS_ALERT, "received " + alert);
        }
        // What the engine refuses it answers with a fatal alert; without a deeper reason the words are the evidence.
        return link.getCause() instanceof SSLException || causedByTransport(link)
                ? null
                : TransportEnd.of(
                        Kind.TLS_ALERT, link instanceof NotSslRecordException ? "what came is not TLS" : words);
    }

    private static boolean causedByTransport(Throwable link) {
        Throwable cause = link.getCause();
        return cause != null && systemEnd(cause) != null;
    }

    /** {@return the name of the fatal alert that the peer sent, such as "handshake_failure"; null if it sent none} */
    static @Nullable String receivedAlert(Throwable link) {
        String lower = wordsOf(link).toLowerCase(Locale.ROOT);
        Matcher jdk = ALERT_FROM_JDK.matcher(lower);
        if (jdk.find()) {
            return jdk.group(1);
        }
        Matcher boringSsl = ALERT_FROM_BORINGSSL.matcher(lower);
        return boringSsl.find() ? boringSsl.group(1) : null;
    }

    private static @Nullable TransportEnd systemEnd(Throwable link) {
        String words = wordsOf(link);
        Matcher numbered = NATIVE.matcher(words);
        if (numbered.matches()) {
            int errno = Integer.parseInt(numbered.group(1));
            return new TransportEnd(kindOf(errno), OptionalInt.of(errno), withoutAddress(numbered.group(2)));
        }
        Kind kind = kindOf(link, words.toLowerCase(Locale.ROOT));
        return kind == null ? null : TransportEnd.of(kind, withoutAddress(words));
    }

    /** Only Linux has Netty's numbered transports here, so the numbers are those of Linux. */
    private static Kind kindOf(int errno) {
        return switch (errno) {
            // ECONNRESET; EPIPE follows when this end writes after the reset.
            case 104, 32 -> Kind.RST;
            // ETIMEDOUT
            case 110 -> Kind.TIMEOUT;
            // ECONNREFUSED
            case 111 -> Kind.REFUSED;
            // ENETDOWN, ENETUNREACH, EHOSTDOWN, EHOSTUNREACH
            case 100, 101, 112, 113 -> Kind.UNREACHABLE;
            default -> Kind.IO_ERROR;
        };
    }

    private static @Nullable Kind kindOf(Throwable link, String words) {
        if (link instanceof EOFException) {
            return Kind.FIN;
        }
        // The channel ended before this was thrown, and another event told how.
        if (link instanceof ClosedChannelException) {
            return Kind.LOCAL;
        }
        if (link instanceof NoRouteToHostException) {
            return Kind.UNREACHABLE;
        }
        if (link instanceof PortUnreachableException) {
            return Kind.REFUSED;
        }
        // Netty's ConnectTimeoutException is a ConnectException, so its words tell.
        if (link instanceof SocketTimeoutException || words.contains("timed out")) {
            return Kind.TIMEOUT;
        }
        if (words.contains("connection reset") || words.contains("forcibly closed") || words.contains("broken pipe")) {
            return Kind.RST;
        }
        if (words.contains("refused")) {
            return Kind.REFUSED;
        }
        boolean unreachable = words.contains("no route to host")
                || words.contains("unreachable")
                || words.contains("network is down")
                || words.contains("host is down");
        return unreachable ? Kind.UNREACHABLE : null;
    }

    /** Netty adds the address to what a failed connect says, as in "Connection refused: /127.0.0.1:9". */
    private static String withoutAddress(String words) {
        int address = words.lastIndexOf(": ");
        return address > 0 && words.indexOf('/', address) >= 0 ? words.substring(0, address) : words;
    }

    /** {@return what the exception says; the name of its class if it says nothing} */
    static String wordsOf(Throwable failure) {
        String message = failure.getMessage();
        return message == null || message.isBlank() ? failure.getClass().getSimpleName() : message;
    }
}
