package dev.sockeye.conformance.faults;

import java.io.IOException;
import java.util.List;

/**
 * A fault that any client can meet.
 *
 * @param fault in words
 * @param causes those that Sockeye may name first
 * @param deaf the names of the clients that tell nothing of it while the test waits
 * @param arrangement what makes it
 */
record SharedFault(String fault, List<String> causes, List<String> deaf, Arrangement arrangement) {
    /** Makes the fault. */
    interface Arrangement {
        Stage set() throws Exception;
    }

    /** Something that happens while all clients are connected. */
    interface Harm {
        void happen() throws Exception;
    }

    /** Something that was started and has to end. */
    interface Part {
        void close() throws IOException;
    }

    /**
     * Where the fault is met.
     *
     * @param parts what is closed at its end, in this order
     * @param harms what happens when all are connected
     * @param sockeye Sockeye's client there
     */
    record Stage(String uri, List<Part> parts, List<Harm> harms, ClientEnd sockeye) implements AutoCloseable {
        /** {@return a stage where nothing happens but what its peer does} */
        static Stage at(String uri, Part... parts) {
            return new Stage(uri, List.of(parts), List.of(), SharedFaults.SOCKEYE);
        }

        Stage andThen(Harm harm) {
            return new Stage(uri, parts, List.of(harm), sockeye);
        }

        /** {@return this stage, where Sockeye does not ping} */
        Stage withoutPings() {
            return new Stage(uri, parts, harms, SharedFaults.QUIET);
        }

        @Override
        public void close() throws IOException {
            for (Part part : parts) {
                part.close();
            }
        }
    }

    static SharedFault of(String fault, String cause, Arrangement arrangement) {
        return new SharedFault(fault, List.of(cause), List.of(), arrangement);
    }

    /** {@return the same, of which these clients tell nothing} */
    SharedFault untoldBy(String... names) {
        return new SharedFault(fault, causes, List.of(names), arrangement);
    }

    SharedFault or(String cause) {
        return new SharedFault(fault, List.of(causes.get(0), cause), deaf, arrangement);
    }
}
