package dev.sockeye.conformance.interop;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a peer's client says of a scenario; see {@code peers/README.md}.
 *
 * @param unsupported whether its library refuses to do what the scenario asks
 * @param code the close code that its library reports, 0 if it reports none
 * @param error empty if there was none
 */
record Outcome(
        String scenario,
        boolean ok,
        boolean unsupported,
        long bytes,
        String sha256,
        int code,
        String reason,
        String subprotocol,
        String extensions,
        String error) {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    static Outcome parse(String line) {
        JsonNode json = JSON.readTree(line);
        return new Outcome(
                json.path("scenario").asString(""),
                json.path("ok").asBoolean(false),
                json.path("unsupported").asBoolean(false),
                json.path("bytes").asLong(0),
                json.path("sha256").asString(""),
                json.path("code").asInt(0),
                json.path("reason").asString(""),
                json.path("subprotocol").asString(""),
                json.path("extensions").asString(""),
                json.path("error").asString(""));
    }
}
