package dev.sockeye.diagnosis;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What one connection cannot know of its own end. The runtime fills it in; whoever has only a report uses {@link #NONE}.
 *
 * @param history earlier ends of connections with the same peer, the newest first
 * @param endedTogether how many other connections with the same peer ended within two seconds of this one
 * @param longestStall the longest time in the last minute in which this process did nothing: a busy event loop, or a pause
 *     for garbage collection
 * @param longestGcPause the longest of those pauses for garbage collection, if there was one and it is known
 * @param suspended how long the machine slept while the connection was open, if it did
 * @param localAddress what became of the address at this end
 * @param reconnect what became of the next attempt
 * @param grantedBefore the extensions that the same server has agreed to on other connections
 * @param agreeable on a server, the extensions that it can agree to
 * @param path on a client, the limit of the path, if this end was for silence as far as is known
 */
public record Context(
        List<PastClose> history,
        int endedTogether,
        Optional<Duration> longestStall,
        Optional<Duration> longestGcPause,
        Optional<Duration> suspended,
        LocalAddress localAddress,
        Reconnect reconnect,
        Set<String> grantedBefore,
        List<String> agreeable,
        Optional<PathLimit> path) {
    /** Nothing is known. */
    public static final Context NONE = builder().build();

    /** What became of the local address of a connection. */
    public enum LocalAddress {
        UNKNOWN,
        /** An interface that is up has it. */
        PRESENT,
        /** No interface has it any more. */
        GONE,
        /** Its interface is down. */
        LINK_DOWN
    }

    /** What became of the attempt that followed. */
    public enum Reconnect {
        UNKNOWN,
        SUCCEEDED,
        REFUSED,
        FAILED
    }

    public Context {
        history = List.copyOf(history);
        grantedBefore = Set.copyOf(grantedBefore);
        agreeable = List.copyOf(agreeable);
    }

    /** {@return this context, with what became known later} */
    public Context with(int together, Reconnect next) {
        return new Context(
                history,
                together,
                longestStall,
                longestGcPause,
                suspended,
                localAddress,
                next,
                grantedBefore,
                agreeable,
                path);
    }

    /** {@return a builder that knows nothing yet} */
    public static Builder builder() {
        return new Builder();
    }

    /** Gathers a context. Not safe for use by several threads. */
    public static final class Builder {
        private List<PastClose> history = List.of();
        private int endedTogether;
        private Optional<Duration> longestStall = Optional.empty();
        private Optional<Duration> longestGcPause = Optional.empty();
        private Optional<Duration> suspended = Optional.empty();
        private LocalAddress localAddress = LocalAddress.UNKNOWN;
        private Reconnect reconnect = Reconnect.UNKNOWN;
        private Set<String> grantedBefore = Set.of();
        private List<String> agreeable = List.of();
        private Optional<PathLimit> path = Optional.empty();

        private Builder() {}

        public Builder history(List<PastClose> value) {
            history = value;
            return this;
        }

        public Builder endedTogether(int value) {
            endedTogether = value;
            return this;
        }

        public Builder longestStall(Duration value) {
            longestStall = Optional.of(value);
            return this;
        }

        public Builder longestGcPause(Duration value) {
            longestGcPause = Optional.of(value);
            return this;
        }

        public Builder suspended(Duration value) {
            suspended = Optional.of(value);
            return this;
        }

        public Builder localAddress(LocalAddress value) {
            localAddress = value;
            return this;
        }

        public Builder reconnect(Reconnect value) {
            reconnect = value;
            return this;
        }

        public Builder grantedBefore(Set<String> value) {
            grantedBefore = value;
            return this;
        }

        public Builder agreeable(List<String> value) {
            agreeable = value;
            return this;
        }

        public Builder path(PathLimit value) {
            path = Optional.of(value);
            return this;
        }

        public Context build() {
            return new Context(
                    history,
                    endedTogether,
                    longestStall,
                    longestGcPause,
                    suspended,
                    localAddress,
                    reconnect,
                    grantedBefore,
                    agreeable,
                    path);
        }
    }
}
