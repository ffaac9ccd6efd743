package dev.sockeye.client;

import dev.sockeye.protocol.extension.ClientExtension;
import dev.sockeye.protocol.extension.ExtensionAnswerException;
import dev.sockeye.protocol.extension.ExtensionDescriptor;
import dev.sockeye.protocol.extension.NegotiatedExtension;
import java.util.List;

/** An extension that has a name and can be offered, and that no server of these tests agrees to. */
record NamedExtension(String name) implements ClientExtension {
    @Override
    public List<ExtensionDescriptor> offers() {
        return List.of(new ExtensionDescriptor(name, List.of()));
    }

    @Override
    public NegotiatedExtension confirm(ExtensionDescriptor answer) throws ExtensionAnswerException {
        throw new UnsupportedOperationException("no server of these tests agrees to " + answer);
    }
}
