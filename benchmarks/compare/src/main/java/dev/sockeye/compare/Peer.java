package dev.sockeye.compare;

import java.util.List;
import java.util.stream.Stream;

/**
 * A server of the comparison.
 *
 * @param name what {@code --servers} calls it
 * @param title what the page calls it, with its version
 * @param kind what it runs on
 * @param command how it is started
 */
public record Peer(String name, String title, Kind kind, Command command) {
    /** What a server runs on. */
    public enum Kind {
        /** WebSocket on the JVM. */
        JVM,
        /** Bare TCP on the JVM: the yardstick. */
        TCP,
        /** WebSocket on anything else. */
        OTHER;

        /** {@return whether heap and allocation can be asked for} */
        public boolean isJvm() {
            return this != OTHER;
        }

        /** {@return whether it speaks WebSocket} */
        public boolean isWebSocket() {
            return this != TCP;
        }
    }

    /** How a server is started. */
    @FunctionalInterface
    public interface Command {
        /**
         * {@return the program and its arguments, once the program is there}
         *
         * @throws MeasurementException if it cannot be made or got
         */
        List<String> words(Start start) throws InterruptedException;
    }

    /**
     * What may differ from start to start.
     *
     * @param compression whether the server agrees to permessage-deflate
     * @param java the {@code java} to run a server on the JVM with
     * @param jvmFlags that JVM's flags, the same for all
     */
    public record Start(boolean compression, String java, List<String> jvmFlags) {
        /** {@return a start with the JDK of this process and the flags that all figures are measured with} */
        public static Start usual(boolean compression) {
            return new Start(
                    compression,
                    System.getProperty("java.home") + "/bin/java",
                    List.of("-XX:+UseParallelGC", "-Xms1g", "-Xmx1g"));
        }

        /** {@return the same start with one more flag} */
        public Start with(String flag) {
            return new Start(
                    compression,
                    java,
                    Stream.concat(jvmFlags.stream(), Stream.of(flag)).toList());
        }
    }
}
