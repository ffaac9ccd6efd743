package dev.sockeye.protocol.handshake;

import java.util.Optional;

/** The host component of RFC 3986 §3.2.2, with no name look-up. */
final class HostName {
    private static final boolean[] REG_NAME = new boolean[128];
    private static final int IPV6_GROUPS = 8;

    static {
        for (char c = 0; c < REG_NAME.length; c++) {
            REG_NAME[c] = isLetterOrDigit(c) || "-._~!$&'()*+,;=%".indexOf(c) >= 0;
        }
    }

    private HostName() {}

    /** {@return the host in lower case, an IPv6 address with its brackets; empty if it is not a host} */
    static Optional<String> parse(String text) {
        boolean literal = text.startsWith("[") && text.endsWith("]");
        boolean valid = literal ? isIpv6(text.substring(1, text.length() - 1)) : isRegName(text);
        return valid ? Optional.of(lowerCase(text)) : Optional.empty();
    }

    /** Lowers A to Z and nothing else, whatever the locale. */
    static String lowerCase(String text) {
        int i = 0;
        while (i < text.length() && !isUpper(text.charAt(i))) {
            i++;
        }
        if (i == text.length()) {
            return text;
        }
        StringBuilder lower = new StringBuilder(text);
        for (; i < text.length(); i++) {
            char c = text.charAt(i);
            if (isUpper(c)) {
                lower.setCharAt(i, (char) (c + ('a' - 'A')));
            }
        }
        return lower.toString();
    }

    private static boolean isUpper(char c) {
        return c >= 'A' && c <= 'Z';
    }

    private static boolean isRegName(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c >= REG_NAME.length || !REG_NAME[c]) {
                return false;
            }
        }
        return !text.isEmpty();
    }

    /** {@return whether the text holds decimal digits and nothing else} */
    static boolean isDigits(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (!isDigit(text.charAt(i))) {
                return false;
            }
        }
        return !text.isEmpty();
    }

    static boolean isLetterOrDigit(int c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || isDigit(c);
    }

    static boolean isDigit(int c) {
        return c >= '0' && c <= '9';
    }

    static boolean isHexDigit(int c) {
        return isDigit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
    }

    /** {@return whether the text is an IPv6 address without brackets and zone (RFC 3986 §3.2.2, IPv6address)} */
    static boolean isIpv6(String text) {
        int gap = text.indexOf("::");
        if (gap < 0) {
            return groups(text, true) == IPV6_GROUPS;
        }
        String head = text.substring(0, gap);
        String tail = text.substring(gap + 2);
        int before = head.isEmpty() ? 0 : groups(head, false);
        int after = tail.isEmpty() ? 0 : groups(tail, true);
        return before >= 0 && after >= 0 && before + after < IPV6_GROUPS;
    }

    /** {@return how many 16-bit groups the text spells, or -1; an IPv4 address may take the place of the last two} */
    private static int groups(String text, boolean ipv4Allowed) {
        String[] parts = text.split(":", -1);
        int count = 0;
        for (int i = 0; i < parts.length; i++) {
            String part = parts[i];
            if (ipv4Allowed && i == parts.length - 1 && isIpv4(part)) {
                count += 2;
            } else if (!part.isEmpty() && part.length() <= 4 && part.chars().allMatch(HostName::isHexDigit)) {
                count++;
            } else {
                return -1;
            }
        }
        return count;
    }

    private static boolean isIpv4(String text) {
        String[] parts = text.split("\\.", -1);
        if (parts.length != 4) {
            return false;
        }
        for (String part : parts) {
            boolean octet = part.length() <= 3
                    && isDigits(part)
                    && Integer.parseInt(part) <= 255
                    && (part.length() == 1 || part.charAt(0) != '0');
            if (!octet) {
                return false;
            }
        }
        return true;
    }
}
