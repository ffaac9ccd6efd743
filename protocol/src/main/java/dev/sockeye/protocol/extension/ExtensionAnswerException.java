package dev.sockeye.protocol.extension;

/** A server's answer to an extension offer that breaks the extension's rules. The message says what and why. */
public final class ExtensionAnswerException extends Exception {
    /** In which way an answer is wrong; both make the client fail the connection. */
    public enum Kind {
        /** The answer breaks the extension's own rules: an unknown parameter, one given twice, a bad value. */
        MALFORMED,
        /** The answer is well formed, but takes back what the offer asked for, such as a smaller window. */
        PARAMETERS_DECLINED
    }

    private static final long serialVersionUID = 1L;

    private final Kind kind;

    /** Makes the exception for an answer that is {@link Kind#MALFORMED}. */
    public ExtensionAnswerException(String message) {
        this(Kind.MALFORMED, message);
    }

    /**
     * @param kind in which way the answer is wrong
     * @param message what is wrong, as a sentence
     */
    public ExtensionAnswerException(Kind kind, String message) {
        super(message);
        this.kind = kind;
    }

    /** {@return in which way the answer is wrong} */
    public Kind kind() {
        return kind;
    }
}
