package dev.sockeye.internal;

import io.netty.handler.ssl.NotSslRecordException;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.CertificateRevokedException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** Says in words why TLS could not be set up. */
final class TlsFailures {
    private TlsFailures() {}

    /**
     * {@return what is wrong, as a clause; empty if it was not TLS that failed but the transport below}
     *
     * @param host the name or address that the certificate should be made out to
     * @param first what the server sent first
     */
    static Optional<String> describe(Throwable failure, String host, FirstBytes first) {
        List<Throwable> chain = TransportEnds.chainOf(failure);
        boolean tls = chain.stream().anyMatch(SSLException.class::isInstance);
        boolean transport = chain.stream().anyMatch(TlsFailures::isOfTransport);
        if (!tls || transport) {
            return Optional.empty();
        }
        for (Throwable link : chain) {
            String words = describeLink(link, host, first);
            if (words != null) {
                return Optional.of(words);
            }
        }
        return Optional.of(TransportEnds.wordsOf(chain.get(chain.size() - 1)));
    }

    private static boolean isOfTransport(Throwable link) {
        return link instanceof ClosedChannelException
                || (link instanceof IOException && !(link instanceof SSLException));
    }

    private static @Nullable String describeLink(Throwable link, String host, FirstBytes first) {
        String words = TransportEnds.wordsOf(link);
        if (link instanceof NotSslRecordException) {
            return first.areHttp()
                    ? "the port speaks plain HTTP, not TLS; use ws there, or the port that speaks TLS"
                    : "what came is not TLS"
                            + first.text()
                                    .map(text -> "; it begins with \"" + text + '"')
                                    .orElse("");
        }
        String alert = TransportEnds.receivedAlert(link);
        if (alert != null) {
            return "the server sent the alert " + alert + hint(alert);
        }
        if (link instanceof CertificateExpiredException) {
            return "the server's certificate has expired (" + words + ")";
        }
        if (link instanceof CertificateNotYetValidException) {
            return "the server's certificate is not valid yet (" + words + "); or this machine's clock is wrong";
        }
        if (link instanceof CertificateRevokedException) {
            return "the server's certificate was revoked (" + words + ")";
        }
        if (link instanceof CertPathBuilderException) {
            return "the server's certificate is not trusted: no trusted authority has signed it, or it came without those"
                    + " that lie between (" + words + ")";
        }
        String lower = words.toLowerCase(Locale.ROOT);
        boolean wrongHost = lower.contains("no subject alternative") || lower.contains("no name matching");
        return wrongHost ? "the server's certificate is for another host than " + host + " (" + words + ")" : null;
    }

    private static String hint(String alert) {
        return switch (alert) {
            case "certificate_required", "bad_certificate", "unknown_ca" ->
                "; it wants a client certificate that it trusts";
            case "unrecognized_name" -> "; it does not know the host's name";
            case "protocol_version", "handshake_failure" ->
                "; it may want another version of TLS, other ciphers, or a" + " client certificate";
            default -> "";
        };
    }
}
