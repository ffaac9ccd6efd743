package dev.sockeye.protocol.extension;

/** An extension as both ends agreed on it for one connection. Immutable. */
public interface NegotiatedExtension {
    /** {@return the element that stands in the handshake response} */
    ExtensionDescriptor descriptor();

    /**
     * {@return the reserved bits this extension defines, as a mask over RSV1 = 4, RSV2 = 2, RSV3 = 1} Two extensions that
     * claim the same bit cannot be agreed together (RFC 6455 §9.1).
     */
    int reservedBits();

    /**
     * {@return whether what this end encodes does not depend on its earlier messages} If so, one encoding can be sent on
     * every connection of this endpoint whose {@link #descriptor} is the same.
     */
    default boolean encodesIndependently() {
        return false;
    }

    /**
     * Makes the live codec of one connection.
     *
     * @param resources what the connections of one thread share
     */
    MessageCodec open(ThreadResources resources);
}
