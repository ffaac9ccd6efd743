package dev.sockeye.cli.option;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A size in bytes, such as 1000, 64KiB or 16MiB; kB and MB count in thousands, K and M in units of 1,024. */
public final class ByteSizeConverter implements ITypeConverter<Long> {
    private static final Pattern SIZE = Pattern.compile("(\\d{1,18})\\s*([kmg]?)(i?b?)", Pattern.CASE_INSENSITIVE);
    private static final long DECIMAL = 1_000;
    private static final long BINARY = 1_024;

    /** A message is held in one buffer, which the JVM bounds. */
    private static final long MOST = Integer.MAX_VALUE - 8;

    @Override
    public Long convert(String text) {
        Matcher matcher = SIZE.matcher(text);
        String suffix = matcher.matches() ? matcher.group(3).toLowerCase(Locale.ROOT) : "i";
        boolean hasUnit = matcher.matches() && !matcher.group(2).isEmpty();
        // "16i" and "16Ki" say too little, "16iB" has nothing to count in.
        if (suffix.equals("i") || (suffix.equals("ib") && !hasUnit)) {
            throw new TypeConversionException("'" + text + "' is not a size; expected bytes such as 65536, or with a"
                    + " unit such as 64KiB, 16MiB or 1GiB");
        }
        long unit = suffix.equals("b") && hasUnit ? DECIMAL : BINARY;
        long bytes;
        try {
            bytes = Math.multiplyExact(Long.parseLong(matcher.group(1)), power(unit, matcher.group(2)));
        } catch (ArithmeticException overflow) {
            bytes = Long.MAX_VALUE;
        }
        if (bytes < 1 || bytes > MOST) {
            throw new TypeConversionException("'" + text + "' is out of range; expected 1 byte to just under 2 GiB");
        }
        return bytes;
    }

    private static long power(long unit, String prefix) {
        return switch (prefix.toLowerCase(Locale.ROOT)) {
            case "k" -> unit;
            case "m" -> unit * unit;
            case "g" -> unit * unit * unit;
            default -> 1;
        };
    }
}
