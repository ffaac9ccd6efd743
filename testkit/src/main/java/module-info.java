/** Fault tools for testing WebSocket code: time that stands still, peers that misbehave, bytes with known outcomes. */
module dev.sockeye.testkit {
    requires transitive dev.sockeye.protocol;
    requires static transitive org.jspecify;

    exports dev.sockeye.testkit;
    exports dev.sockeye.testkit.fault;
}
