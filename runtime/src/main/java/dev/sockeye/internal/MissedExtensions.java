package dev.sockeye.internal;

import dev.sockeye.protocol.close.CloseCause;
import dev.sockeye.protocol.close.CloseCode;
import dev.sockeye.protocol.close.CloseReport;
import dev.sockeye.protocol.deflate.PermessageDeflate;
import java.lang.System.Logger;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Tells whoever runs a server what clients have left it for with 1010: the extensions that they need, and what would enable
 * them. Each need is logged once per server. Safe from any thread.
 */
final class MissedExtensions {
    private static final Logger LOG = System.getLogger("dev.sockeye.extensions");

    /** Reasons are the clients' words, so that there may be any number of them. */
    private static final int MOST = 64;

    private final List<String> agreeable;
    private final Set<String> told = new HashSet<>();

    /**
     * @param agreeable the names of the extensions that the server can agree to
     */
    MissedExtensions(List<String> agreeable) {
        this.agreeable = List.copyOf(agreeable);
    }

    /** Takes the report of a connection. */
    void ended(CloseReport report) {
        if (report.cause() instanceof CloseCause.PeerClosed closed
                && closed.payload()
                        .code()
                        .filter(CloseCode.MANDATORY_EXTENSION::equals)
                        .isPresent()) {
            // RFC 6455 §7.4.1: the client should list what it needs in the reason
            String need = printable(closed.payload().reason());
            boolean fresh;
            synchronized (told) {
                fresh = told.size() < MOST && told.add(need);
            }
            if (fresh) {
                LOG.log(Logger.Level.WARNING, describe(need));
            }
        }
    }

    private static String printable(String reason) {
        StringBuilder line = new StringBuilder();
        reason.codePoints().map(c -> Character.isISOControl(c) ? ' ' : c).forEach(line::appendCodePoint);
        return line.toString().strip();
    }

    private String describe(String need) {
        String begin = "a client has closed with 1010, for it needs an extension that was not agreed on: "
                + (need.isEmpty() ? "it did not say which" : '"' + need + '"') + ". This server agrees to "
                + (agreeable.isEmpty() ? "none" : String.join(", ", agreeable)) + ". ";
        String lower = need.toLowerCase(Locale.ROOT);
        boolean named = agreeable.stream().anyMatch(name -> lower.contains(name.toLowerCase(Locale.ROOT)));
        if (named) {
            return begin
                    + "Either the parameters that the client asked for are not those that it may have, or something on"
                    + " the path took the offer away";
        }
        if (lower.contains(PermessageDeflate.NAME)) {
            return begin + "To enable it: WebSocketServer.builder().compression(PermessageDeflate.serverDefault())";
        }
        return begin + "To enable one: WebSocketServer.builder().extensions(...), with a ServerExtension of that name";
    }
}
