package dev.sockeye.conformance.interop;

import dev.sockeye.protocol.Role;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** What the peers' clients are asked to do; see {@code peers/README.md}. */
final class Scenarios {
    static final int LARGEST = 64 << 20;
    static final int CONNECTIONS = 1000;

    private static final int[] SIZES = {0, 1, 125, 126, 65_535, 65_536, 1 << 20};

    private Scenarios() {}

    static List<String> messages() {
        List<String> scenarios = new ArrayList<>();
        for (String kind : List.of("text", "binary")) {
            for (int size : SIZES) {
                scenarios.add("echo:" + kind + ":" + size);
            }
        }
        return scenarios;
    }

    /** {@return messages of 64 MiB: binary as it is, text inside TLS and compressed} */
    static List<String> largestMessage(Mode mode) {
        return switch (mode) {
            case PLAIN -> List.of("echo:binary:" + LARGEST);
            case TLS_DEFLATE -> List.of("echo:text:" + LARGEST);
            case PLAIN_DEFLATE, TLS -> List.of();
        };
    }

    static List<String> fragmentsAndPing() {
        return List.of("fragments:text:1000:7", "fragments:binary:65536:1000", "ping");
    }

    /** {@return closes by the client, whose reasons hold the given word} */
    static List<String> closesByClient(String word) {
        return CloseCodes.onTheWire().stream()
                .map(code -> "close:" + code + ":" + encode(reason(code, word)))
                .toList();
    }

    /** {@return closes by the server, whose reasons hold the given word} */
    static List<String> closesByServer(String word) {
        return CloseCodes.sendableBy(Role.SERVER).stream()
                .map(code -> "expect-close:" + code + ":" + encode(reason(code, word)))
                .toList();
    }

    static String reason(int code, String word) {
        return "réason " + code + " " + word;
    }

    static int code(String scenario) {
        return Integer.parseInt(scenario.split(":", 3)[1]);
    }

    static String encode(String reason) {
        return URLEncoder.encode(reason, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
