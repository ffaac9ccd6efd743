package dev.sockeye.cli.bench;

/** What sends messages at given times. Safe from any thread. */
interface Paced {
    /**
     * Gives it its times, before the first is due.
     *
     * @param turn its number in the order in which messages become due
     */
    void follow(Pace all, int turn);

    /** The next message is due. */
    void becomeDue(Tally ofPacer);
}
