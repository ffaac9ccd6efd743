package dev.sockeye.internal;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The path of a route or page: segments that stand for themselves, names in braces, and an asterisk at the end. */
public final class ServerPathPattern {
    private static final String REST = "*";

    private final String text;
    private final List<String> segments;
    private final boolean open;

    private ServerPathPattern(String text, List<String> segments, boolean open) {
        this.text = text;
        this.segments = segments;
        this.open = open;
    }

    /**
     * Parses a pattern.
     *
     * @throws IllegalArgumentException which says what is wrong with it
     */
    public static ServerPathPattern parse(String text) {
        if (!text.startsWith("/") || text.indexOf('?') >= 0 || text.indexOf('#') >= 0) {
            throw new IllegalArgumentException("a path begins with / and has no query, unlike \"" + text + "\"");
        }
        List<String> segments = split(text);
        boolean open = segments.get(segments.size() - 1).equals(REST);
        Set<String> names = new HashSet<>();
        for (String segment : open ? segments.subList(0, segments.size() - 1) : segments) {
            boolean braces = segment.indexOf('{') >= 0 || segment.indexOf('}') >= 0;
            if (segment.indexOf('*') >= 0 || (braces && !isName(segment))) {
                throw new IllegalArgumentException("in the path \"" + text + "\" the segment \"" + segment
                        + "\" is neither plain, nor a name in braces, nor an asterisk at the end");
            }
            if (braces && !names.add(segment)) {
                throw new IllegalArgumentException("the path \"" + text + "\" has the name " + segment + " twice");
            }
        }
        return new ServerPathPattern(text, segments, open);
    }

    private static boolean isName(String segment) {
        return segment.length() > 2
                && segment.startsWith("{")
                && segment.endsWith("}")
                && segment.indexOf('{', 1) < 0
                && segment.indexOf('}') == segment.length() - 1;
    }

    private static List<String> split(String path) {
        return List.of(path.substring(1).split("/", -1));
    }

    /** {@return whether the pattern stands for one path only} */
    boolean isExact() {
        return !open && segments.stream().noneMatch(ServerPathPattern::isName);
    }

    /** {@return the pattern as it was written} */
    @Override
    public String toString() {
        return text;
    }

    /** {@return the values of the names and of the asterisk in a path, or null if the pattern does not stand for it} */
    @Nullable
    Map<String, String> match(String path) {
        List<String> parts = split(path);
        int fixed = open ? segments.size() - 1 : segments.size();
        if (open ? parts.size() < segments.size() : parts.size() != fixed) {
            return null;
        }
        Map<String, String> values = new LinkedHashMap<>();
        for (int i = 0; i < fixed; i++) {
            String segment = segments.get(i);
            String part = parts.get(i);
            if (isName(segment) && !part.isEmpty()) {
                values.put(segment.substring(1, segment.length() - 1), decode(part));
            } else if (!segment.equals(part)) {
                return null;
            }
        }
        if (open) {
            values.put(REST, decode(String.join("/", parts.subList(fixed, parts.size()))));
        }
        return Collections.unmodifiableMap(values);
    }

    private static String decode(String part) {
        try {
            // In a path, unlike in a form, a plus sign stands for itself
            return URLDecoder.decode(part.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException malformed) {
            return part;
        }
    }
}
