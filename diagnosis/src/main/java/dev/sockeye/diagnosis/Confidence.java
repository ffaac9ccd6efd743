package dev.sockeye.diagnosis;

/** How sure a finding is. */
public enum Confidence {
    /** One explanation of several. */
    LOW,
    /** The likeliest explanation; the facts leave room for another. */
    MEDIUM,
    /** The facts leave no room for another explanation that is known. */
    HIGH
}
