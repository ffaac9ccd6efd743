package dev.sockeye;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/** The version of Sockeye that is running. */
public final class SockeyeVersion {
    private static final String VERSION = read();

    private SockeyeVersion() {}

    /** {@return the version, such as "0.1.0"} */
    public static String current() {
        return VERSION;
    }

    private static String read() {
        try (InputStream in = SockeyeVersion.class.getResourceAsStream("version.properties")) {
            if (in == null) {
                throw new IllegalStateException("version.properties is missing from Sockeye's jar");
            }
            Properties properties = new Properties();
            properties.load(in);
            return properties.getProperty("version", "");
        } catch (IOException e) {
            throw new UncheckedIOException("version.properties in Sockeye's jar cannot be read", e);
        }
    }
}
