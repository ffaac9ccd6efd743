/** Meters of Micrometer for WebSocket servers and clients. */
@SuppressWarnings("requires-transitive-automatic") // Micrometer names its module in the manifest only.
module dev.sockeye.micrometer {
    requires transitive dev.sockeye;
    requires transitive micrometer.core;
    requires static transitive org.jspecify;

    exports dev.sockeye.micrometer;
}
