package dev.sockeye.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ServerRoutesTest {
    private static ServerRoutes<String> routes(String... paths) {
        Map<String, String> targets = new LinkedHashMap<>();
        for (String path : paths) {
            targets.put(path, path);
        }
        return new ServerRoutes<>(targets);
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "/, /",
                "/echo, /echo",
                "/echo/, -",
                "/Echo, -",
                "/room/7, /room/{name}",
                "/room/, -",
                "/room, -",
                "/room/main, /room/main",
                "/room/7/8, -",
                "/room/7/log, /room/{name}/log",
                "/files/, /files/*",
                "/files/a/b, /files/*",
                "/files, -"
            })
    void aPathLeadsToItsPattern(String path, String expected) {
        ServerRoutes<String> routes =
                routes("/", "/echo", "/room/{name}", "/room/{name}/log", "/room/main", "/files/*");
        ServerRoutes.Match<String> match = routes.find(path);
        assertThat(match == null ? null : match.target()).isEqualTo(expected);
    }

    @Test
    void namesAndTheAsteriskGetWhatStandsThereDecoded() {
        assertThat(parameters("/room/{name}/{n}", "/room/c%C3%A1+h%E1%BB%93i/7"))
                .isEqualTo(Map.of("name", "cá+hồi", "n", "7"));
        assertThat(parameters("/files/*", "/files/a%20b/c")).isEqualTo(Map.of("*", "a b/c"));
        assertThat(parameters("/room/{name}", "/room/100%")).isEqualTo(Map.of("name", "100%"));
    }

    private static Map<String, String> parameters(String pattern, String path) {
        ServerRoutes.Match<String> match = routes(pattern).find(path);
        return match == null ? Map.of() : match.parameters();
    }

    @Test
    void ofPatternsThatBothFitTheFirstAddedCounts() {
        ServerRoutes.Match<String> match = routes("/{a}/x", "/{b}/{c}").find("/1/x");
        assertThat(match).isNotNull().extracting(ServerRoutes.Match::target).isEqualTo("/{a}/x");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "echo", "/a?b", "/a#b", "/{a", "/a}", "/{}", "/x{a}", "/*/a", "/a*", "/{a}/{a}"})
    void aMalformedPatternIsRefused(String pattern) {
        assertThatThrownBy(() -> ServerPathPattern.parse(pattern)).isInstanceOf(IllegalArgumentException.class);
    }
}
