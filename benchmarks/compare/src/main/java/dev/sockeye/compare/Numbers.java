package dev.sockeye.compare;

import java.util.Locale;

/** Writes figures for people: three significant digits and a comma for thousands. */
public final class Numbers {
    private Numbers() {}

    /** {@return a figure such as 0.523, 12.4 or 12,345} */
    public static String of(double value) {
        double size = Math.abs(value);
        String format = size == 0 || size >= 100 ? "%,.0f" : size >= 10 ? "%.1f" : size >= 1 ? "%.2f" : "%.3f";
        return String.format(Locale.ROOT, format, value);
    }

    /** {@return a ratio such as 0.83} */
    public static String ratio(double value) {
        return String.format(Locale.ROOT, "%.2f", value);
    }
}
