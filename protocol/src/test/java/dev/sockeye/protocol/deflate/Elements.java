package dev.sockeye.protocol.deflate;

import dev.sockeye.protocol.extension.ExtensionDescriptor;
import dev.sockeye.protocol.extension.ExtensionParameter;
import java.util.ArrayList;
import java.util.List;

/** Header elements from their text, for tests. */
final class Elements {
    private Elements() {}

    /** {@return the element that the text shows; only what these tests write is understood: no quotes, no commas} */
    static ExtensionDescriptor element(String text) {
        String[] parts = text.split(";", -1);
        List<ExtensionParameter> parameters = new ArrayList<>();
        for (int i = 1; i < parts.length; i++) {
            int equals = parts[i].indexOf('=');
            parameters.add(
                    equals < 0
                            ? new ExtensionParameter(parts[i].strip(), null)
                            : new ExtensionParameter(
                                    parts[i].substring(0, equals).strip(), parts[i].substring(equals + 1)));
        }
        return new ExtensionDescriptor(parts[0].strip(), parameters);
    }
}
