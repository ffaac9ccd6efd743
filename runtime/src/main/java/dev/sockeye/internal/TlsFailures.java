package dev.sockeye.internal;

import dev.sockeye.protocol.close.CloseCause;
import dev.sockeye.protocol.close.CloseCause.TlsProblem;
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
     * {@return what is wrong; empty if it was not TLS that failed but the transport below}
     *
     * @param host the name or address that the certificate should be made out to
     * @param first what the server sent first
     */
    static Optional<CloseCause.TlsFailed> describe(Throwable failure, String host, FirstBytes first) {
        List<Throwable> chain = TransportEnds.chainOf(failure);
        boolean tls = chain.stream().anyMatch(SSLException.class::isInstance);
        boolean transport = chain.stream().anyMatch(TlsFailures::isOfTransport);
        if (!tls || transport) {
            return Optional.empty();
        }
        for (Throwable link : chain) {
            CloseCause.TlsFailed told = describeLink(link, host, first);
            if (told != null) {
                return Optional.of(told);
            }
        }
        return Optional.of(
                new CloseCause.TlsFailed(TlsProblem.OTHER, TransportEnds.wordsOf(chain.get(chain.size() - 1))));
    }

    private static boolean isOfTransport(Throwable link) {
        return link instanceof ClosedChannelException
                || (link instanceof IOException && !(link instanceof SSLException));
    }

    private static CloseCause.@Nullable TlsFailed describeLink(Throwable link, String host, FirstBytes first) {
        String words = TransportEnds.wordsOf(link);
        if (link instanceof NotSslRecordException) {
            return notTls(first);
        }
        String alert = TransportEnds.receivedAlert(link);
        if (alert != null) {
            return new CloseCause.TlsFailed(problemOf(alert), "the server sent the alert " + alert + hint(alert));
        }
        if (link instanceof CertificateExpiredException) {
            return new CloseCause.TlsFailed(
                    TlsProblem.CERTIFICATE_EXPIRED, "the server's certificate has expired (" + words + ")");
        }
        if (link instanceof CertificateNotYetValidException) {
            return new CloseCause.TlsFailed(
                    TlsProblem.CERTIFICATE_NOT_YET_VALID,
                    "the server's certificate is not valid yet (" + words + "); or this machine's clock is wrong");
        }
        if (link instanceof CertificateRevokedException) {
            return new CloseCause.TlsFailed(
                    TlsProblem.CERTIFICATE_REVOKED, "the server's certificate was revoked (" + words + ")");
        }
        if (link instanceof CertPathBuilderException) {
            return new CloseCause.TlsFailed(
                    TlsProblem.CERTIFICATE_UNTRUSTED,
                    "the server's certificate is not trusted: no trusted authority has signed it, or it came without those"
                            + " that lie between (" + words + ")");
        }
        String lower = words.toLowerCase(Locale.ROOT);
        boolean wrongHost = lower.contains("no subject alternative") || lower.contains("no name matching");
        return wrongHost
                ? new CloseCause.TlsFailed(
                        TlsProblem.CERTIFICATE_FOR_ANOTHER_HOST,
                        "the server's certificate is for another host than " + host + " (" + words + ")")
                : null;
    }

    private static CloseCause.TlsFailed notTls(FirstBytes first) {
        if (first.areHttp()) {
            return new CloseCause.TlsFailed(
                    TlsProblem.PLAIN_HTTP,
                    "the port speaks plain HTTP, not TLS; use ws there, or the port that speaks TLS");
        }
        String beginning =
                first.text().map(text -> "; it begins with \"" + text + '"').orElse("");
        return new CloseCause.TlsFailed(TlsProblem.NOT_TLS, "what came is not TLS" + beginning);
    }

    /** {@return what an alert of the peer tells (RFC 8446 §6.2)} */
    static TlsProblem problemOf(String alert) {
        return switch (alert) {
            case "certificate_required",
                    "certificate_unknown",
                    "bad_certificate",
                    "unknown_ca",
                    "certificate_expired",
                    "unsupported_certificate",
                    "certificate_revoked" -> TlsProblem.CERTIFICATE_REFUSED_BY_PEER;
            case "protocol_version", "handshake_failure", "insufficient_security", "unrecognized_name" ->
                TlsProblem.NOTHING_IN_COMMON;
            default -> TlsProblem.OTHER;
        };
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
