package dev.sockeye.protocol.handshake;

/**
 * One header line.
 *
 * @param name as it was written; compared case-insensitively
 * @param value without the white space around it
 */
public record Header(String name, String value) {
    /** {@return the line as it stands in a head, without its line end} */
    @Override
    public String toString() {
        return name + ": " + value;
    }
}
