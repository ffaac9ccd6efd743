package dev.sockeye.conformance.faults;

import dev.sockeye.protocol.close.CloseReport;

/**
 * A line of the matrix: a fault, and who looks at it.
 *
 * @param fault in words
 * @param end whose report is judged
 * @param expected what its diagnosis must say
 * @param observation what injects the fault and waits for the report
 */
record FaultCase(String fault, End end, Expected expected, Observation observation) {
    /** Which end of the connection looks. */
    enum End {
        CLIENT,
        SERVER
    }

    /** Injects a fault. */
    interface Observation {
        /** {@return the report of the end that looks; what was started for it has ended} */
        CloseReport report() throws Exception;
    }

    static FaultCase atClient(String fault, Expected expected, Observation observation) {
        return new FaultCase(fault, End.CLIENT, expected, observation);
    }

    static FaultCase atServer(String fault, Expected expected, Observation observation) {
        return new FaultCase(fault, End.SERVER, expected, observation);
    }
}
