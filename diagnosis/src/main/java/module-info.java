/** Why a WebSocket closed: rules over facts and tables, told in the reader's language. */
module dev.sockeye.diagnosis {
    requires transitive dev.sockeye.protocol;
    requires static transitive org.jspecify;

    exports dev.sockeye.diagnosis;
    exports dev.sockeye.diagnosis.knowledge;
    exports dev.sockeye.diagnosis.text;
}
