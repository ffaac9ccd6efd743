package dev.sockeye.protocol.extension;

import java.util.List;
import java.util.Optional;

/**
 * An extension for tests, usable on both sides, that transforms nothing. The client offers the given parameters; the
 * server grants the first offer as it stands, unless it is set to decline. The client takes the answer {@code bad} as
 * malformed and {@code less} as taking back what it asked for.
 */
public record FakeExtension(String name, int bits, List<ExtensionDescriptor> offers, boolean declines)
        implements ClientExtension, ServerExtension {
    public static FakeExtension of(String name, int bits) {
        return new FakeExtension(name, bits, List.of(new ExtensionDescriptor(name, List.of())), false);
    }

    public FakeExtension declining() {
        return new FakeExtension(name, bits, offers, true);
    }

    public FakeExtension offering(ExtensionDescriptor... descriptors) {
        return new FakeExtension(name, bits, List.of(descriptors), declines);
    }

    @Override
    public Optional<NegotiatedExtension> accept(List<ExtensionDescriptor> received) {
        return declines ? Optional.empty() : Optional.of(new Agreed(received.get(0), bits));
    }

    @Override
    public NegotiatedExtension confirm(ExtensionDescriptor answer) throws ExtensionAnswerException {
        for (ExtensionParameter parameter : answer.parameters()) {
            if (parameter.name().equals("bad")) {
                throw new ExtensionAnswerException("the parameter bad is unknown");
            }
            if (parameter.name().equals("less")) {
                throw new ExtensionAnswerException(
                        ExtensionAnswerException.Kind.PARAMETERS_DECLINED, "the server grants less than was asked for");
            }
        }
        return new Agreed(answer, bits);
    }

    private record Agreed(ExtensionDescriptor descriptor, int reservedBits) implements NegotiatedExtension {
        @Override
        public MessageCodec open(ThreadResources resources) {
            throw new UnsupportedOperationException("the handshake opens no codec");
        }
    }
}
