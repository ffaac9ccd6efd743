package dev.sockeye.cli.connect;

import dev.sockeye.protocol.MessageType;
import dev.sockeye.protocol.extension.ByteSink;
import dev.sockeye.protocol.extension.ClientExtension;
import dev.sockeye.protocol.extension.ExtensionDescriptor;
import dev.sockeye.protocol.extension.MessageCodec;
import dev.sockeye.protocol.extension.NegotiatedExtension;
import dev.sockeye.protocol.extension.ThreadResources;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * An extension that the program knows by name only: it can see whether a server agrees to it. What the extension would do to
 * messages is not done; it claims no reserved bits, so a message that it changed is refused rather than shown wrong.
 */
record PlainExtension(String name) implements ClientExtension {
    @Override
    public List<ExtensionDescriptor> offers() {
        return List.of(new ExtensionDescriptor(name, List.of()));
    }

    @Override
    public NegotiatedExtension confirm(ExtensionDescriptor answer) {
        return new Agreed(answer);
    }

    private record Agreed(ExtensionDescriptor descriptor) implements NegotiatedExtension {
        @Override
        public int reservedBits() {
            return 0;
        }

        @Override
        public MessageCodec open(ThreadResources resources) {
            return new Unchanged();
        }
    }

    /** Leaves every message as it is, and so is never asked to change one. */
    private static final class Unchanged implements MessageCodec {
        @Override
        public boolean encodes(MessageType type, long bytes) {
            return false;
        }

        @Override
        public void encode(ByteBuffer in, boolean last, ByteSink out) {
            throw new IllegalStateException("nothing is encoded");
        }

        @Override
        public void decode(ByteBuffer in, boolean last, long limit, ByteSink out) {
            throw new IllegalStateException("no bits are claimed, so nothing is decoded");
        }

        @Override
        public void close() {}
    }
}
