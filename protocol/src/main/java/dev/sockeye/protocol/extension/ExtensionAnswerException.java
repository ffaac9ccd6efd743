package dev.sockeye.protocol.extension;

/** A server's answer to an extension offer that breaks the extension's rules. The message says what and why. */
public final class ExtensionAnswerException extends Exception {
    private static final long serialVersionUID = 1L;

    public ExtensionAnswerException(String message) {
        super(message);
    }
}
