package dev.sockeye.internal;

import dev.sockeye.ConnectionAge;
import dev.sockeye.protocol.close.CloseCode;
import dev.sockeye.protocol.close.ClosePayload;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;

/** When a connection has been open for long enough, and what its client is told then. Pure functions. */
final class Retirement {
    /** RFC 6455 §7.4.1: 1001, since for this client the server goes away; 1012 would make it wait for a restart. */
    static final ClosePayload PAYLOAD =
            ClosePayload.of(CloseCode.GOING_AWAY, "connection has reached its maximum age, connect anew");

    private static final long NEVER = Long.MAX_VALUE;
    private static final double TWO_TO_32 = 1L << Integer.SIZE;

    private Retirement() {}

    /**
     * {@return the age that a connection is given, in nanoseconds; Long.MAX_VALUE for any}
     *
     * @param entropy 32 unpredictable bits at a time
     */
    static long draw(ConnectionAge age, IntSupplier entropy) {
        if (!age.isLimited()) {
            return NEVER;
        }
        long limit = TimeUnit.NANOSECONDS.convert(age.limit());
        double share = Integer.toUnsignedLong(entropy.getAsInt()) / TWO_TO_32;
        return Math.max(1, limit - (long) (limit * age.jitter() * share));
    }

    /**
     * {@return whether a connection is to be closed for its age: when it has reached it, and has come to the end of a message
     * that is under way, or has had the grace for that}
     *
     * @param age of the connection, as all times here in nanoseconds
     */
    static boolean isDue(long givenAge, long age, boolean midMessage, long grace) {
        return age >= givenAge && !(midMessage && age - givenAge < grace);
    }

    /** {@return how long until a connection has the age that it was given, at least 0; Long.MAX_VALUE if never} */
    static long nanosUntil(long givenAge, long startedAt, long now) {
        return givenAge == NEVER ? NEVER : Math.max(0, givenAge - (now - startedAt));
    }
}
