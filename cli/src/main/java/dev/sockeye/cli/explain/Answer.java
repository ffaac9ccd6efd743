package dev.sockeye.cli.explain;

import dev.sockeye.cli.StandardStreams;
import dev.sockeye.cli.output.Page;
import dev.sockeye.cli.output.Style;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Puts answers on standard output. */
final class Answer {
    private Answer() {}

    /** {@return an empty page as wide as the user's terminal} */
    static Page page(StandardStreams streams) {
        return new Page(new Style(streams.outInColour()), streams.width().getAsInt());
    }

    static void print(StandardStreams streams, Page page) {
        page.lines().forEach(streams.out()::println);
        streams.out().flush();
    }

    /** Prints one object on one line. */
    static void print(StandardStreams streams, ObjectNode json) {
        streams.out().println(JsonMapper.shared().writeValueAsString(json));
        streams.out().flush();
    }
}
