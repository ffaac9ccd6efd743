package dev.sockeye.protocol.extension;

import java.util.List;

/** The client's side of an extension: makes offers and judges the answer. Immutable and shared by all connections. */
public interface ClientExtension {
    /** {@return the extension's registered name; compared case-insensitively} */
    String name();

    /** {@return the offers in order of preference, each with this extension's name; never empty} */
    List<ExtensionDescriptor> offers();

    /**
     * Judges the server's answer.
     *
     * @param answer the element of the response that carries this extension's name
     * @return the extension as agreed
     * @throws ExtensionAnswerException if the answer is malformed or does not fit any offer; the client then fails the
     *     connection (RFC 6455 §9.1, RFC 7692 §5.1)
     */
    NegotiatedExtension confirm(ExtensionDescriptor answer) throws ExtensionAnswerException;
}
