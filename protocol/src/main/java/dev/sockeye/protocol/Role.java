package dev.sockeye.protocol;

/** Which end of a WebSocket this endpoint is (RFC 6455 §1.3); it decides masking, close codes and who ends TCP. */
public enum Role {
    CLIENT,
    SERVER;

    /** {@return the role of the other end} */
    public Role peer() {
        return this == CLIENT ? SERVER : CLIENT;
    }
}
