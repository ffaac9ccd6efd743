package dev.sockeye.cli;

import dev.sockeye.protocol.close.CloseCause;
import dev.sockeye.protocol.close.CloseCause.Stage;
import dev.sockeye.protocol.close.CloseCode;
import dev.sockeye.protocol.close.ClosePayload;
import dev.sockeye.protocol.close.CloseReport;
import java.util.Set;

/**
 * The exit codes of the program, which scripts rely on. 64 and above have the meaning that BSD's sysexits give them; 69, 70
 * and 73 are left to the script that starts the program.
 */
public enum ExitCode {
    /** What was asked for was done; a connection closed cleanly and without an error. */
    OK(0),
    /** The program itself failed. */
    FAILURE(1),
    /** The host's name did not resolve. */
    NAME_NOT_RESOLVED(10),
    /** No TCP connection came about, or a proxy refused it. */
    NOT_CONNECTED(11),
    /** TLS could not be set up. */
    TLS_FAILED(12),
    /** The server did not accept the opening handshake, or broke its rules. */
    NOT_UPGRADED(13),
    /** The connection was open and was lost, or not closed as the protocol asks. */
    LOST(20),
    /** The connection was closed with a code that tells an error. */
    CLOSED_WITH_ERROR(21),
    /** The server did not agree to an extension that was required; the connection was closed with 1010. */
    EXTENSION_MISSING(22),
    /** A client that was to reconnect has stopped trying. */
    GAVE_UP(23),
    /** A measurement was made, and connections failed or were lost, or answers were wrong or missing. */
    IMPAIRED(24),
    /** Nothing is known of what was asked. */
    NOT_KNOWN(30),
    /** The command line is wrong. */
    USAGE(64),
    /** The input is not what it has to be, such as text that is not UTF-8. */
    BAD_INPUT(65),
    /** A file that was named cannot be read, or does not hold what it has to. */
    BAD_FILE(66),
    /** The server cannot listen: the port is in use, or the address is not of this machine. */
    CANNOT_LISTEN(71),
    /** Standard output is gone, such as when the next program of a pipe has ended. */
    OUTPUT_GONE(74),
    /** Ended by SIGINT. */
    INTERRUPTED(130),
    /** Ended by SIGTERM. */
    TERMINATED(143);

    /** RFC 6455 §7.4.1: the purpose is fulfilled, the endpoint goes away, no code was given. */
    private static final Set<CloseCode> NO_ERROR = Set.of(CloseCode.NORMAL, CloseCode.GOING_AWAY, CloseCode.NO_STATUS);

    private final int code;

    ExitCode(int code) {
        this.code = code;
    }

    /** {@return the number that the program ends with} */
    public int code() {
        return code;
    }

    /** {@return what a connection that ended so means for a script} */
    public static ExitCode of(CloseReport report) {
        CloseCause cause = report.cause();
        return switch (cause.kind()) {
            case DNS_FAILED -> NAME_NOT_RESOLVED;
            case CONNECT_FAILED, PROXY_FAILED -> NOT_CONNECTED;
            case TLS_FAILED -> TLS_FAILED;
            case HANDSHAKE_REFUSED, HANDSHAKE_INVALID -> NOT_UPGRADED;
            case HANDSHAKE_LOST, TIMED_OUT_OPENING -> ofStage(stage(cause));
            case EXTENSION_MISSING -> EXTENSION_MISSING;
            case LOCAL_FAILURE, HANDLER_FAILED -> FAILURE;
            case PROTOCOL_VIOLATION, SLOW_CONSUMER -> report.opened() ? CLOSED_WITH_ERROR : NOT_UPGRADED;
            case PEER_CLOSED -> ofPeerClosed(report);
            case CLOSED_BY_APPLICATION, DRAINED -> report.isClean() ? OK : LOST;
            case PONG_TIMEOUT, IDLE_TIMEOUT, TRANSPORT_LOST, ABORTED -> LOST;
        };
    }

    private static ExitCode ofPeerClosed(CloseReport report) {
        if (!NO_ERROR.contains(
                report.closing().received().map(ClosePayload::reportedCode).orElse(CloseCode.ABNORMAL))) {
            return CLOSED_WITH_ERROR;
        }
        return report.isClean() ? OK : LOST;
    }

    private static Stage stage(CloseCause cause) {
        if (cause instanceof CloseCause.HandshakeLost lost) {
            return lost.stage();
        }
        return cause instanceof CloseCause.TimedOutOpening timedOut ? timedOut.stage() : Stage.UPGRADE;
    }

    private static ExitCode ofStage(Stage stage) {
        return switch (stage) {
            case DNS -> NAME_NOT_RESOLVED;
            case TURN, CONNECT, PROXY -> NOT_CONNECTED;
            case TLS -> TLS_FAILED;
            case UPGRADE -> NOT_UPGRADED;
        };
    }
}
