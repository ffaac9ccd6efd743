package dev.sockeye.cli.output;

/**
 * Colour, where it is wanted.
 *
 * @param on whether to colour at all
 */
public record Style(boolean on) {
    private static final String RESET = "\u001b[0m";

    public String good(String text) {
        return colour("32", text);
    }

    public String bad(String text) {
        return colour("31", text);
    }

    /** {@return a heading} */
    public String strong(String text) {
        return colour("1", text);
    }

    /** {@return what is beside the point} */
    public String faint(String text) {
        return colour("2", text);
    }

    /** {@return what came from the other end} */
    public String received(String text) {
        return colour("36", text);
    }

    private String colour(String code, String text) {
        return on ? "\u001b[" + code + "m" + text + RESET : text;
    }
}
