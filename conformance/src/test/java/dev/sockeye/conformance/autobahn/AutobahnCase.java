package dev.sockeye.conformance.autobahn;

import java.io.IOException;

/**
 * A case of the suite.
 *
 * @param id the suite's number, such as {@code 1.1.1}
 * @param title what is sent, in short
 * @param script sends it and holds what must come back, up to the end of the connection
 */
record AutobahnCase(String id, String title, Script script) {
    /** What a case does. */
    @FunctionalInterface
    interface Script {
        void run(Fuzzer fuzzer) throws IOException;
    }
}
