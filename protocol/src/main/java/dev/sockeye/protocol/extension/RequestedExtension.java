package dev.sockeye.protocol.extension;

/**
 * An extension that a client asks for, and whether it can do without.
 *
 * @param extension makes the offers and judges the answer
 * @param required whether the client closes the open connection with 1010 when the server does not grant the extension
 *     (RFC 6455 §7.4.1); otherwise it goes on without
 */
public record RequestedExtension(ClientExtension extension, boolean required) {
    /** {@return the extension as one that the client cannot do without} */
    public static RequestedExtension required(ClientExtension extension) {
        return new RequestedExtension(extension, true);
    }

    /** {@return the extension as one that the client would like, but goes on without} */
    public static RequestedExtension preferred(ClientExtension extension) {
        return new RequestedExtension(extension, false);
    }
}
