package dev.sockeye.internal;

import dev.sockeye.protocol.close.CloseCause;
import dev.sockeye.protocol.close.TransportEnd;
import io.netty.handler.ssl.NotSslRecordException;
import java.util.List;
import javax.net.ssl.SSLException;

/** Says in words why TLS with a client could not be set up. */
final class ServerTlsFailures {
    private ServerTlsFailures() {}

    /**
     * {@return the cause of an attempt's end}
     *
     * @param end how the transport ended, as far as it is known
     */
    static CloseCause causeOf(Throwable failure, TransportEnd end) {
        List<Throwable> chain = TransportEnds.chainOf(failure);
        for (Throwable link : chain) {
            String alert = TransportEnds.receivedAlert(link);
            if (alert != null) {
                return new CloseCause.TlsFailed(TlsFailures.problemOf(alert), ofAlert(alert));
            }
        }
        boolean ofTls = end.kind() == TransportEnd.Kind.TLS_ALERT;
        if (!ofTls) {
            return new CloseCause.HandshakeLost(CloseCause.Stage.TLS, end);
        }
        Throwable deepest = chain.stream()
                .filter(SSLException.class::isInstance)
                .reduce((outer, inner) -> inner)
                .orElse(failure);
        boolean noTls = deepest instanceof NotSslRecordException;
        return new CloseCause.TlsFailed(
                noTls ? CloseCause.TlsProblem.NOT_TLS : CloseCause.TlsProblem.OTHER, TransportEnds.wordsOf(deepest));
    }

    private static String ofAlert(String alert) {
        return switch (alert) {
            case "certificate_unknown",
                    "bad_certificate",
                    "unknown_ca",
                    "certificate_expired",
                    "unsupported_certificate",
                    "certificate_revoked" ->
                "the client does not accept the server's certificate; it sent the alert " + alert;
            default -> "the client sent the alert " + alert;
        };
    }
}
