package dev.sockeye.internal;

/** Whether JDK Flight Recorder is part of the Java runtime; {@link FlightEvents} is not to be touched where it is not. */
final class FlightRecorder {
    static final boolean PRESENT = isPresent();

    private FlightRecorder() {}

    private static boolean isPresent() {
        try {
            Class.forName("jdk.jfr.Event");
            return true;
        } catch (ClassNotFoundException absent) {
            return false;
        }
    }
}
