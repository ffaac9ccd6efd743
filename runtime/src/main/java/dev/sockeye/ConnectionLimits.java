package dev.sockeye;

/**
 * How many connections a server holds at once, of HTTP and of WebSocket. A client over a limit is told so: 503 with
 * {@code Retry-After} for the total, 429 for its address.
 *
 * <p>By default the total is bounded by the system's file descriptors alone. An address may have 1,000 connections, unless
 * it is of a private network, a link or this machine: there, many connections from one address are a proxy or a load test,
 * while on the public network they are one client with too many, or a provider's gateway that hardly needs more. Of IPv6
 * addresses the first 64 bits count, since every client has all that follow.
 *
 * @param total connections of all clients; 0 for no limit
 * @param perAddress connections of one address; 0 for no limit
 * @param privateExempt whether addresses of private networks (RFC 1918, RFC 4193), links and this machine have no limit of
 *     their own
 */
public record ConnectionLimits(int total, int perAddress, boolean privateExempt) {
    /** No limit in total, 1,000 per public address. */
    public static final ConnectionLimits DEFAULT = new ConnectionLimits(0, 1_000, true);

    public ConnectionLimits {
        if (total < 0 || perAddress < 0) {
            throw new IllegalArgumentException(
                    "limits on connections must not be negative, were " + total + " and " + perAddress);
        }
    }
}
