package dev.sockeye.cli;

import java.io.IOException;
import java.util.Map;
import org.jline.terminal.spi.SystemStream;
import org.jline.terminal.spi.TerminalProvider;

/** How many columns there are to write in. */
final class TerminalWidth {
    /** What is taken where no width is known. */
    static final int USUAL = 80;

    private TerminalWidth() {}

    /** {@return what COLUMNS says, else the terminal's width, else 80} */
    static int of(Map<String, String> environment, boolean outIsTerminal, boolean errIsTerminal) {
        int told = number(environment.getOrDefault("COLUMNS", ""));
        if (told > 0) {
            return told;
        }
        if (!outIsTerminal && !errIsTerminal) {
            return USUAL;
        }
        int columns = ofTerminal(outIsTerminal ? SystemStream.Output : SystemStream.Error);
        return columns > 0 ? columns : USUAL;
    }

    private static int number(String text) {
        return text.matches("[1-9]\\d{0,3}") ? Integer.parseInt(text) : 0;
    }

    private static int ofTerminal(SystemStream stream) {
        try {
            return TerminalProvider.load("jni").systemStreamWidth(stream);
        } catch (IOException | LinkageError notOnThisPlatform) {
            return 0;
        }
    }
}
