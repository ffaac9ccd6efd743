package dev.sockeye.conformance.autobahn;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * The sequences of groups 6.5 to 6.23, which follow Markus Kuhn's UTF-8 decoder stress test. Which are valid is written down
 * here, not computed, so that no decoder is trusted.
 */
final class Utf8Sequences {
    /** "κόσμε" with U+1F79: characters of two and three bytes. */
    static final byte[] GREEK = bytes("cebae1bdb9cf83cebcceb5");

    /**
     * A group.
     *
     * @param number of the suite, such as 5 for 6.5
     * @param sequences in the suite's order
     */
    record Group(int number, String title, List<Sequence> sequences) {}

    /** Bytes in hex, and whether a text message may consist of them. */
    record Sequence(String hex, boolean valid) {}

    private Utf8Sequences() {}

    static byte[] bytes(String hex) {
        return HexFormat.of().parseHex(hex);
    }

    static List<Group> groups() {
        List<Group> groups = new ArrayList<>();
        addValidTexts(groups);
        addBoundaries(groups);
        addMalformed(groups);
        addOverlong(groups);
        addSurrogates(groups);
        addNonCharacters(groups);
        return groups;
    }

    private static void addValidTexts(List<Group> groups) {
        groups.add(valid(
                5,
                "valid sequences",
                "68656c6c6f24776f726c64",
                "68656c6c6fc2a2776f726c64",
                "68656c6c6fe282ac776f726c64",
                "68656c6c6ff0a4ada2776f726c64",
                "cebae1bdb9cf83cebcceb5"));
        List<Sequence> prefixes = new ArrayList<>();
        String greek = HexFormat.of().formatHex(GREEK);
        List<Integer> ends = List.of(2, 5, 7, 9, 11);
        for (int length = 1; length <= GREEK.length; length++) {
            prefixes.add(new Sequence(greek.substring(0, 2 * length), ends.contains(length)));
        }
        groups.add(new Group(6, "prefixes of a valid text", prefixes));
    }

    private static void addBoundaries(List<Group> groups) {
        groups.add(valid(7, "first sequence of a length", "00", "c280", "e0a080", "f0908080"));
        groups.add(invalid(8, "first sequence of 5 and 6 bytes", "f888808080", "fc8480808080"));
        groups.add(valid(9, "last sequence of a length", "7f", "dfbf", "efbfbf", "f48fbfbf"));
        groups.add(invalid(10, "last sequence of 4, 5 and 6 bytes", "f7bfbfbf", "fbbfbfbfbf", "fdbfbfbfbfbf"));
        List<Sequence> other = new ArrayList<>(
                valid(11, "", "ed9fbf", "ee8080", "efbfbd", "f48fbfbf").sequences());
        other.add(new Sequence("f4908080", false));
        groups.add(new Group(11, "other boundaries", other));
    }

    private static void addMalformed(List<Group> groups) {
        groups.add(invalid(
                12,
                "unexpected continuation bytes",
                "80",
                "bf",
                "80bf",
                "80bf80",
                "80bf80bf",
                "80bf80bf80",
                "80bf80bf80bf",
                range(0x80, 0xBF, "")));
        groups.add(invalid(
                13,
                "lonely start bytes",
                range(0xC0, 0xDF, "20"),
                range(0xE0, 0xEF, "20"),
                range(0xF0, 0xF7, "20"),
                range(0xF8, 0xFB, "20"),
                range(0xFC, 0xFD, "20")));
        String[] cut = {
            "c0", "e080", "f08080", "f8808080", "fc80808080", "df", "efbf", "f7bfbf", "fbbfbfbf", "fdbfbfbfbf"
        };
        groups.add(invalid(14, "last continuation byte missing", cut));
        groups.add(invalid(15, "incomplete sequences in a row", String.join("", cut)));
        groups.add(invalid(16, "impossible bytes", "fe", "ff", "fefeffff"));
    }

    private static void addOverlong(List<Group> groups) {
        groups.add(invalid(17, "overlong ASCII", "c0af", "e080af", "f08080af", "f8808080af", "fc80808080af"));
        groups.add(invalid(18, "largest overlong", "c1bf", "e09fbf", "f08fbfbf", "f887bfbfbf", "fc83bfbfbfbf"));
        groups.add(invalid(19, "overlong NUL", "c080", "e08080", "f0808080", "f880808080", "fc8080808080"));
    }

    private static void addSurrogates(List<Group> groups) {
        groups.add(
                invalid(20, "single surrogates", "eda080", "edadbf", "edae80", "edafbf", "edb080", "edbe80", "edbfbf"));
        groups.add(invalid(
                21,
                "paired surrogates",
                "eda080edb080",
                "eda080edbfbf",
                "edadbfedb080",
                "edadbfedbfbf",
                "edae80edb080",
                "edae80edbfbf",
                "edafbfedb080",
                "edafbfedbfbf"));
    }

    private static void addNonCharacters(List<Group> groups) {
        List<String> nonCharacters = new ArrayList<>(List.of("efbfbe", "efbfbf"));
        for (int plane = 1; plane <= 16; plane++) {
            nonCharacters.add(utf8Hex(plane << 16 | 0xFFFE));
            nonCharacters.add(utf8Hex(plane << 16 | 0xFFFF));
        }
        groups.add(valid(22, "noncharacters", nonCharacters.toArray(String[]::new)));
        groups.add(valid(23, "specials", "efbfb9", "efbfba", "efbfbb", "efbfbc", "efbfbd", "efbfbe", "efbfbf"));
    }

    private static String utf8Hex(int codePoint) {
        return "%02x%02x%02x%02x"
                .formatted(
                        0xF0 | codePoint >> 18,
                        0x80 | (codePoint >> 12 & 0x3F),
                        0x80 | (codePoint >> 6 & 0x3F),
                        0x80 | (codePoint & 0x3F));
    }

    private static String range(int first, int end, String behindEach) {
        StringBuilder hex = new StringBuilder();
        for (int value = first; value < end; value++) {
            hex.append("%02x".formatted(value)).append(behindEach);
        }
        return hex.toString();
    }

    private static Group valid(int number, String title, String... hex) {
        return new Group(
                number,
                title,
                List.of(hex).stream().map(it -> new Sequence(it, true)).toList());
    }

    private static Group invalid(int number, String title, String... hex) {
        return new Group(
                number,
                title,
                List.of(hex).stream().map(it -> new Sequence(it, false)).toList());
    }
}
