package dev.sockeye.compare;

/** A figure could not be had; the message says why. The run goes on without it. */
public final class MeasurementException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** Makes one with its reason. */
    public MeasurementException(String message) {
        super(message);
    }

    /** Makes one with its reason and cause. */
    public MeasurementException(String message, Throwable cause) {
        super(message, cause);
    }
}
