package dev.sockeye.protocol.extension;

import java.util.List;
import java.util.Optional;

/** The server's side of an extension: decides which offer to accept. Immutable and shared by all connections. */
public interface ServerExtension {
    /** {@return the extension's registered name; compared case-insensitively} */
    String name();

    /**
     * Chooses among the client's offers of this extension.
     *
     * @param offers the offers that carry this extension's name, in the client's order of preference; never empty
     * @return the accepted extension, or empty to decline all of them (the handshake goes on without; RFC 7692 §5.1)
     */
    Optional<NegotiatedExtension> accept(List<ExtensionDescriptor> offers);
}
