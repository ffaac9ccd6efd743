package dev.sockeye.conformance.interop;

import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a peer's server says of the end of a connection.
 *
 * @param code the close code that its library reports, 0 if it reports none
 */
record ClosedEvent(String path, int code, String reason) {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    /** {@return the event, if the line is one} */
    static Optional<ClosedEvent> parse(String line) {
        if (!line.startsWith("{")) {
            return Optional.empty();
        }
        JsonNode json = JSON.readTree(line);
        if (!json.path("event").asString("").equals("closed")) {
            return Optional.empty();
        }
        return Optional.of(new ClosedEvent(
                json.path("path").asString(""),
                json.path("code").asInt(0),
                json.path("reason").asString("")));
    }
}
