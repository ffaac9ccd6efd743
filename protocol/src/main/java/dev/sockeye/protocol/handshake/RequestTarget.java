package dev.sockeye.protocol.handshake;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A request target that holds a resource name (RFC 6455 §4.2.1): in origin form, or in absolute form with http or https.
 *
 * @param authority the host and port of an absolute target
 * @param resourceName the path, and the query if there is one; begins with "/"
 */
record RequestTarget(Optional<Authority> authority, String resourceName) {
    /** {@return the resource name in a target, or null if there is none} Makes no object of a target in origin form. */
    static @Nullable String resourceNameIn(String target) {
        if (target.startsWith("/")) {
            return isVisible(target) ? target : null;
        }
        Optional<RequestTarget> parsed = parse(target);
        return parsed.isPresent() ? parsed.get().resourceName() : null;
    }

    /** Browsers leave characters such as | unescaped, so all visible ASCII passes; RFC 6455 §3: but no fragment. */
    private static boolean isVisible(String target) {
        for (int i = 0; i < target.length(); i++) {
            char c = target.charAt(i);
            if (c <= ' ' || c >= 0x7f || c == '#') {
                return false;
            }
        }
        return true;
    }

    static Optional<RequestTarget> parse(String target) {
        if (!isVisible(target)) {
            return Optional.empty();
        }
        if (target.startsWith("/")) {
            return Optional.of(new RequestTarget(Optional.empty(), target));
        }
        String lower = HostName.lowerCase(target);
        if (lower.startsWith("http://")) {
            return absolute(target.substring("http://".length()));
        }
        return lower.startsWith("https://") ? absolute(target.substring("https://".length())) : Optional.empty();
    }

    private static Optional<RequestTarget> absolute(String afterScheme) {
        int end = 0;
        while (end < afterScheme.length() && "/?".indexOf(afterScheme.charAt(end)) < 0) {
            end++;
        }
        String rest = afterScheme.substring(end);
        String resourceName = rest.startsWith("/") ? rest : "/" + rest;
        return Authority.parse(afterScheme.substring(0, end))
                .map(authority -> new RequestTarget(Optional.of(authority), resourceName));
    }
}
