package dev.sockeye.cli.bench;

/**
 * What the server's process used.
 *
 * @param cpuSeconds processor time within the window
 * @param cpuShare the same as a share of one processor, which may be more than 1
 * @param busiestThread the share of the window in which its busiest thread had something to do, from 0 to 1
 * @param rssBeforeBytes memory before the connections were opened
 * @param rssIdleBytes memory while they were open and silent
 * @param rssEndBytes memory at the end of the window
 * @param rssPerConnectionBytes by how much it grew with each connection
 */
record ServerUse(
        long pid,
        double cpuSeconds,
        double cpuShare,
        double busiestThread,
        long rssBeforeBytes,
        long rssIdleBytes,
        long rssEndBytes,
        long rssPerConnectionBytes) {
    static final double NANOS_PER_SECOND = 1e9;
}
