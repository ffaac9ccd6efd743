package dev.sockeye.diagnosis.knowledge;

/** How sure an entry of the tables is. */
public enum Certainty {
    /** Read in the primary source: a specification, the maker's documentation, or the program's own source. */
    VERIFIED,
    /** Reproduced by an experiment. */
    EXPERIMENT,
    /** Told by somebody else: an issue, a blog, a copy. */
    SECONDARY,
    /** General knowledge; no source was read. */
    UNVERIFIED
}
