package dev.sockeye.cli.connect;

import java.util.Optional;
import java.util.function.BooleanSupplier;

/** A terminal to talk to a user over, line by line. */
interface LineTerminal {
    /**
     * {@return the line that the user typed; empty when the user wants to end}
     *
     * @param over whether there is nothing left to talk to; looked at when the thread is interrupted
     */
    Optional<String> readLine(BooleanSupplier over);

    /** Shows a line without disturbing the one that is being typed. Safe from any thread. */
    void print(String line);
}
