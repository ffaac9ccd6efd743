package dev.sockeye.testkit;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The byte vectors of this module. They are text files beside this class, in {@code vectors/}, with a README that describes
 * them for users of other languages.
 */
public final class ByteVectors {
    private static final List<String> FILES =
            List.of("rfc-examples", "framing", "text", "closing", "limits", "compression");

    private ByteVectors() {}

    /** {@return every vector, in the order of the files} */
    public static List<ByteVector> all() {
        List<ByteVector> vectors = new ArrayList<>();
        FILES.forEach(file -> vectors.addAll(load(file)));
        return List.copyOf(vectors);
    }

    private static List<ByteVector> load(String file) {
        try (InputStream in = ByteVectors.class.getResourceAsStream("vectors/" + file + ".txt")) {
            if (in == null) {
                throw new IllegalStateException("vectors/" + file + ".txt is missing");
            }
            return parse(file, new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Reads vectors from the text of a file.
     *
     * @param file the name to give to it
     * @throws IllegalArgumentException at the first line that breaks the format, with its number
     */
    public static List<ByteVector> parse(String file, String text) {
        return new VectorReader(file).read(text);
    }
}
