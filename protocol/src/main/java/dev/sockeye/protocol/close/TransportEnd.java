package dev.sockeye.protocol.close;

import java.util.OptionalInt;

/**
 * How the transport below a connection, or below an attempt, ended: the evidence as the operating system or TLS gave it.
 *
 * @param kind what happened
 * @param errno the operating system's error number, such as 104 for ECONNRESET on Linux, where it is known
 * @param detail the system's own words, empty if it gave none
 */
public record TransportEnd(Kind kind, OptionalInt errno, String detail) {
    /** What can happen to a transport. */
    public enum Kind {
        /** The peer ended its stream in order: TCP FIN, and with TLS a close_notify before it. */
        FIN(true),
        /** TCP FIN without the close_notify that TLS puts before it. */
        TLS_TRUNCATED(true),
        /** A fatal TLS alert. */
        TLS_ALERT(true),
        /** TCP RST. */
        RST(true),
        /** The system gave up retransmitting, or no answer came in time. */
        TIMEOUT(true),
        /** No route, network or host unreachable, network down. */
        UNREACHABLE(true),
        /** Nothing listens at the address. */
        REFUSED(true),
        /** Another error of the system. */
        IO_ERROR(true),
        /** This endpoint ended the transport itself. */
        LOCAL(false);

        private final boolean remote;

        Kind(boolean remote) {
            this.remote = remote;
        }

        /** {@return whether the end came from outside of this endpoint} */
        public boolean isRemote() {
            return remote;
        }
    }

    /** The peer ended its stream in order. */
    public static final TransportEnd FIN = of(Kind.FIN, "");

    /** This endpoint ended the transport. */
    public static final TransportEnd LOCAL = of(Kind.LOCAL, "");

    /** {@return an end without an error number} */
    public static TransportEnd of(Kind kind, String detail) {
        return new TransportEnd(kind, OptionalInt.empty(), detail);
    }

    @Override
    public String toString() {
        return kind + (errno.isPresent() ? " errno " + errno.getAsInt() : "") + (detail.isEmpty() ? "" : " " + detail);
    }
}
