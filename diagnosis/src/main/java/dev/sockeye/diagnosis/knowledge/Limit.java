package dev.sockeye.diagnosis.knowledge;

import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * A time limit of something on the path: a proxy, a cloud's load balancer, a platform, a NAT, a service, or a peer's library.
 *
 * @param id stable
 * @param product such as {@code nginx}
 * @param setting how the limit is named in the product's configuration
 * @param kind what the limit is of
 * @param seconds the default, or the range of values that are usual
 * @param end what the endpoints see when it strikes
 * @param component the fingerprint that tells in a handshake that the product is on the path, if one is known: the id of a
 *     {@link Component}
 * @param activity what counts as activity, or other remarks
 */
public record Limit(
        String id,
        String product,
        String setting,
        Kind kind,
        Range seconds,
        End end,
        Optional<String> component,
        LocalText activity,
        String source,
        Certainty certainty) {
    private static final long LEAST_TOLERANCE = TimeUnit.SECONDS.toNanos(1);

    /** One part in fifty: 2 %. */
    private static final int TOLERANCE_SHARE = 50;

    /** What a limit is of. */
    public enum Kind {
        /** Of the time without traffic. */
        IDLE,
        /** Of the age, traffic or not. */
        LIFETIME,
        /** Of the time until the handshake is answered. */
        HANDSHAKE
    }

    /** What the endpoints see when a limit strikes. */
    public enum End {
        FIN,
        RST,
        /** The flow is forgotten: nothing is seen until the next packet, which is lost or answered with RST. */
        SILENT,
        /** A Close frame comes. */
        CLOSE,
        /** Not known. */
        CLOSED
    }

    static Limit of(Entry entry) {
        entry.allowOnly(Set.of(
                "product",
                "setting",
                "kind",
                "seconds",
                "end",
                "component",
                "activity.en",
                "activity.vi",
                "source",
                "certainty"));
        return new Limit(
                entry.id(),
                entry.text("product"),
                entry.text("setting"),
                entry.constant("kind", Kind.class),
                entry.range("seconds"),
                entry.constant("end", End.class),
                entry.optional("component"),
                entry.local("activity"),
                entry.text("source"),
                entry.certainty());
    }

    /** {@return how far a time is outside the limit's seconds, in nanoseconds; zero within} */
    long distance(long nanos) {
        long least = TimeUnit.SECONDS.toNanos(seconds.least());
        return nanos < least ? least - nanos : Math.max(0, nanos - TimeUnit.SECONDS.toNanos(seconds.most()));
    }

    /** {@return whether a time in nanoseconds is within a second or 2 % of the limit} */
    boolean isNear(long nanos) {
        boolean sooner = nanos < TimeUnit.SECONDS.toNanos(seconds.least());
        long end = TimeUnit.SECONDS.toNanos(sooner ? seconds.least() : seconds.most());
        return distance(nanos) <= Math.max(LEAST_TOLERANCE, end / TOLERANCE_SHARE);
    }
}
