package dev.sockeye.diagnosis.rules;

import dev.sockeye.diagnosis.Confidence;
import dev.sockeye.diagnosis.Figure;
import dev.sockeye.diagnosis.knowledge.Cause;
import dev.sockeye.diagnosis.knowledge.Component;
import dev.sockeye.diagnosis.knowledge.Knowledge;
import dev.sockeye.diagnosis.knowledge.Signature;
import dev.sockeye.protocol.close.CloseCause;
import dev.sockeye.protocol.close.CloseCause.ConnectFailed;
import dev.sockeye.protocol.close.CloseCause.HandshakeInvalid;
import dev.sockeye.protocol.close.CloseCause.HandshakeLost;
import dev.sockeye.protocol.close.CloseCause.HandshakeRefused;
import dev.sockeye.protocol.close.CloseCause.ProxyFailed;
import dev.sockeye.protocol.close.CloseCause.Stage;
import dev.sockeye.protocol.close.CloseCause.TimedOutOpening;
import dev.sockeye.protocol.close.CloseCause.TlsFailed;
import dev.sockeye.protocol.close.HandshakeFacts;
import dev.sockeye.protocol.close.Moment;
import dev.sockeye.protocol.close.TransportEnd;
import dev.sockeye.protocol.handshake.Header;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;

/** Attempts that never opened: name, TCP, TLS, HTTP status and the checks of the 101, in this order. */
final class OpeningRules {
    private static final int REQUEST_TIMEOUT = 408;
    private static final int TOO_MANY_OPEN_FILES = 24;
    private static final int NO_ADDRESS_LEFT = 99;

    private final Facts facts;
    private final Findings findings;

    private OpeningRules(Facts facts, Findings findings) {
        this.facts = facts;
        this.findings = findings;
    }

    static void apply(Facts facts, Findings findings) {
        new OpeningRules(facts, findings).walk(facts.report().cause());
    }

    private void walk(CloseCause cause) {
        if (cause instanceof CloseCause.DnsFailed dns) {
            findings.high("dns").fact("name", Facts.quoted(dns.host())).fact("words", Facts.quoted(dns.detail()));
        } else if (cause instanceof ConnectFailed failed) {
            connect(failed);
        } else if (cause instanceof ProxyFailed failed) {
            proxy(failed);
        } else if (cause instanceof TlsFailed failed) {
            tls(failed);
        } else if (cause instanceof TimedOutOpening late) {
            late(late);
        } else if (cause instanceof HandshakeLost lost) {
            lost(lost);
        } else if (cause instanceof HandshakeRefused refused) {
            refused(refused);
        } else if (cause instanceof HandshakeInvalid invalid) {
            invalid(invalid);
        }
    }

    private void connect(ConnectFailed failed) {
        TransportEnd end = failed.end();
        int errno = end.errno().orElse(0);
        String words = end.detail().toLowerCase(Locale.ROOT);
        String cause;
        if (errno == NO_ADDRESS_LEFT || words.contains("assign requested address")) {
            cause = "port-exhaustion";
        } else if (errno == TOO_MANY_OPEN_FILES || words.contains("too many open files")) {
            cause = "port-exhaustion";
        } else {
            cause = switch (end.kind()) {
                case REFUSED -> "refused";
                case TIMEOUT -> "filtered";
                case UNREACHABLE -> "no-route";
                case RST -> "early-close";
                default -> "unexplained";
            };
        }
        findings.add(cause, cause.equals("unexplained") ? Confidence.LOW : Confidence.HIGH)
                .fact("address", Figure.of(failed.address()))
                .fact("transport", transport(end));
    }

    private void proxy(ProxyFailed failed) {
        String cause =
                switch (failed.problem()) {
                    case UNREACHABLE -> "proxy-unreachable";
                    case CREDENTIALS -> "proxy-auth";
                    case REFUSED, BROKEN -> "proxy-refused";
                };
        findings.high(cause).fact("address", Figure.of(failed.proxy())).fact("words", Facts.quoted(failed.detail()));
    }

    private void tls(TlsFailed failed) {
        String cause =
                switch (failed.problem()) {
                    case PLAIN_HTTP, NOT_TLS -> facts.isServer() ? "bad-client-handshake" : "tls-on-plain";
                    case CERTIFICATE_EXPIRED, CERTIFICATE_NOT_YET_VALID -> "expired";
                    case CERTIFICATE_REVOKED, CERTIFICATE_UNTRUSTED, CERTIFICATE_REFUSED_BY_PEER -> "untrusted";
                    case CERTIFICATE_FOR_ANOTHER_HOST -> "wrong-name";
                    case NOTHING_IN_COMMON -> "tls-version";
                    case OTHER -> "tls-drop";
                };
        boolean vague =
                switch (failed.problem()) {
                    case NOTHING_IN_COMMON, OTHER, NOT_TLS -> true;
                    default -> false;
                };
        findings.add(cause, vague ? Confidence.MEDIUM : Confidence.HIGH).fact("words", Facts.quoted(failed.detail()));
        if (cause.equals("untrusted") && !facts.isServer()) {
            findings.low("captive-portal").fact("unknown-signer");
        }
    }

    private void late(TimedOutOpening late) {
        Figure limit = Figure.of(late.limit());
        // A server that was too slow itself has answered with 503.
        boolean withoutRequest = late.stage() == Stage.TLS
                || facts.report().handshake().status().equals(OptionalInt.of(REQUEST_TIMEOUT));
        if (facts.isServer() && withoutRequest) {
            noRequest(limit);
            return;
        }
        switch (late.stage()) {
            case DNS -> findings.high("dns").fact("no-answer", limit);
            case CONNECT -> findings.high("filtered").fact("no-answer", limit);
            // RFC 6455 §4.1: one connection to an address opens at a time, and the one before has no answer yet.
            case TURN -> findings.medium("silent").fact("waited-for-turn", limit);
            case PROXY -> findings.high("proxy-refused").fact("no-answer", limit);
            case TLS, UPGRADE -> {
                findings.high("silent").fact("connected-but-silent", limit);
                if (late.stage() == Stage.TLS) {
                    findings.medium("tls-on-plain").fact("connected-but-silent", limit);
                } else if (!isTls()) {
                    findings.low("plain-on-tls").fact("connected-but-silent", limit);
                }
            }
        }
    }

    /** Browsers connect ahead of need, and monitors to see that the port answers: not every connection brings a request. */
    private void noRequest(Figure limit) {
        if (facts.report().when(Moment.Kind.LAST_BYTE_IN).isEmpty()) {
            findings.high("no-request").fact("nothing-came", limit);
        } else {
            findings.medium("no-request").fact("request-incomplete", limit);
        }
    }

    private void lost(HandshakeLost lost) {
        Figure end = transport(lost.end());
        if (facts.isServer()) {
            findings.medium(lost.stage() == Stage.TLS ? "tls-drop" : "early-close")
                    .fact("transport", end);
            return;
        }
        if (lost.stage() == Stage.TLS) {
            findings.medium("tls-drop").fact("transport", end);
            findings.low("tls-on-plain").fact("transport", end);
            return;
        }
        Proposal early = findings.medium("early-close").fact("transport", end);
        if (!isTls()) {
            findings.low("plain-on-tls").fact("transport", end);
        }
        if (lost.end().kind() == TransportEnd.Kind.TLS_ALERT) {
            early.confidence(Confidence.LOW);
            findings.high("untrusted").fact("transport", end);
        }
    }

    private boolean isTls() {
        return facts.report().target().startsWith("wss:")
                || facts.report().when(Moment.Kind.TLS_ESTABLISHED).isPresent();
    }

    private void refused(HandshakeRefused refused) {
        HandshakeFacts handshake = facts.report().handshake();
        Figure status = Figure.of(Integer.toString(refused.status()));
        if (facts.isServer()) {
            findings.high(refusedHere(refused)).fact("refused-here", status, Facts.quoted(refused.detail()));
            return;
        }
        Optional<Component> component = facts.component();
        Optional<Signature> signature = Knowledge.tables().signature(handshake);
        String cause = signature.map(Signature::cause).orElseGet(() -> Cause.ofStatus(refused.status()));
        Proposal proposal = findings.high(cause).fact("status", status);
        component.ifPresent(seen -> proposal.fact("answered-by", Figure.of(seen.product())));
        handshake.headers().first("Retry-After").ifPresent(when -> proposal.fact("retry-after", Facts.quoted(when)));
        handshake
                .headers()
                .first("Location")
                .ifPresent(where -> proposal.fact(
                        "location",
                        Facts.quoted(new Header("Location", where).redacted().value())));
        signature.ifPresent(known -> proposal.note(known.meaning()));
        if (cause.equals("status")) {
            proposal.confidence(Confidence.MEDIUM);
        }
    }

    private String refusedHere(HandshakeRefused refused) {
        return switch (refused.status()) {
            case 403 -> refused.detail().toLowerCase(Locale.ROOT).contains("origin") ? "origin-refused" : "forbidden";
            case 429 -> "rate-limited";
            case 503 -> refused.detail().contains("going away") ? "drained-here" : "unavailable";
            default -> Cause.ofStatus(refused.status());
        };
    }

    private void invalid(HandshakeInvalid invalid) {
        Figure words = Facts.quoted(invalid.detail());
        String error = invalid.error();
        if (error.equals("PLAIN_ON_TLS_PORT")) {
            findings.high("plain-on-tls").fact("words", words);
        } else if (error.equals("TLS_ON_PLAIN_PORT")) {
            findings.high("tls-on-plain").fact("words", words);
        } else if (facts.isServer()) {
            ofRequest(error).fact("words", words);
        } else {
            ofAnswer(error).fact("words", words);
        }
    }

    private Proposal ofRequest(String error) {
        if (error.startsWith("VERSION_")) {
            return findings.high("wrong-version");
        }
        boolean stripped = error.equals("UPGRADE_NOT_REQUESTED")
                || error.equals("CONNECTION_NOT_UPGRADE")
                || error.equals("HTTP_VERSION_TOO_LOW");
        if (stripped && facts.report().handshake().client().proxied()) {
            return findings.high("upgrade-stripped").fact("passed-on-by-proxy");
        }
        return switch (error) {
            case "METHOD_NOT_GET" -> findings.high("wrong-method");
            case "START_LINE_TOO_LONG", "TOO_MANY_HEADERS", "HEAD_TOO_LARGE" -> findings.high("head-too-large");
            case "HEAD_TRUNCATED" -> findings.medium("early-close");
            default -> findings.high(stripped ? "upgrade-stripped" : "bad-client-handshake");
        };
    }

    private Proposal ofAnswer(String error) {
        String cause =
                switch (error) {
                    case "ACCEPT_MISSING", "ACCEPT_REPEATED", "ACCEPT_WRONG" -> "bad-accept";
                    case "SUBPROTOCOL_ANSWER_REPEATED", "SUBPROTOCOL_ANSWER_MALFORMED", "SUBPROTOCOL_NOT_OFFERED" ->
                        "subprotocol-refused";
                    case "EXTENSION_NOT_OFFERED" -> "extension-unasked";
                    case "EXTENSION_ANSWER_MALFORMED",
                            "EXTENSION_NAMED_TWICE",
                            "EXTENSION_ANSWER_REFUSED",
                            "EXTENSION_BITS_CLASH" -> "extension-params";
                    case "START_LINE_MALFORMED" -> "not-http";
                    case "HEAD_TRUNCATED" -> "early-close";
                    default -> "bad-answer";
                };
        return findings.high(cause);
    }

    private static Figure transport(TransportEnd end) {
        return Facts.quoted(end.toString());
    }
}
