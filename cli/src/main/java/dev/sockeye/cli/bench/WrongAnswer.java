package dev.sockeye.cli.bench;

/** What can be wrong with what a server answers, while the connection goes on. */
enum WrongAnswer {
    /** Text came for binary, or binary for text. */
    WRONG_KIND("text came back as binary, or binary as text"),
    /** The answer is longer or shorter than the message. */
    WRONG_SIZE("the answer is longer or shorter than the message"),
    /** The answer has the message's size, and holds something else. */
    WRONG_CONTENT("the answer holds something else than the message"),
    /** A message came while none was on the way, or one twice. */
    UNEXPECTED("a message came that answers none"),
    /** No answer came by the end, and the connection was still open. */
    UNANSWERED("no answer came");

    private final String description;

    WrongAnswer(String description) {
        this.description = description;
    }

    /** {@return what it means, for people} */
    String description() {
        return description;
    }
}
