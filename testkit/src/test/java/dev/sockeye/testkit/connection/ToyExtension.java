package dev.sockeye.testkit.connection;

import dev.sockeye.protocol.MessageType;
import dev.sockeye.protocol.ProtocolError;
import dev.sockeye.protocol.ProtocolException;
import dev.sockeye.protocol.extension.ByteSink;
import dev.sockeye.protocol.extension.ExtensionDescriptor;
import dev.sockeye.protocol.extension.MessageCodec;
import dev.sockeye.protocol.extension.NegotiatedExtension;
import dev.sockeye.protocol.extension.ThreadResources;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** Extensions that are simple enough to see on the wire whether, and in which order, they took part. */
final class ToyExtension implements NegotiatedExtension {
    private final ExtensionDescriptor descriptor;
    private final int bits;
    private final Kind kind;
    private final Predicate<MessageType> encodes;

    /** How often each codec that was opened was closed. */
    final List<Integer> closings = new ArrayList<>();

    private enum Kind {
        /** Adds one to every byte. */
        ADD,
        /** Multiplies every byte by three, so that the order of two codecs shows. */
        MULTIPLY,
        /** Sends one byte for ten that are alike, and gives them out one at a time. */
        PACK
    }

    private ToyExtension(String name, int bits, Kind kind, Predicate<MessageType> encodes) {
        descriptor = new ExtensionDescriptor(name, List.of());
        this.bits = bits;
        this.kind = kind;
        this.encodes = encodes;
    }

    static ToyExtension add(int bits) {
        return new ToyExtension("x-add", bits, Kind.ADD, type -> true);
    }

    static ToyExtension multiply(int bits) {
        return new ToyExtension("x-multiply", bits, Kind.MULTIPLY, type -> true);
    }

    static ToyExtension pack(int bits) {
        return new ToyExtension("x-pack", bits, Kind.PACK, type -> true);
    }

    /** {@return the same, for binary messages only} */
    ToyExtension forBinary() {
        return new ToyExtension(descriptor.name(), bits, kind, type -> type == MessageType.BINARY);
    }

    @Override
    public ExtensionDescriptor descriptor() {
        return descriptor;
    }

    @Override
    public int reservedBits() {
        return bits;
    }

    @Override
    public MessageCodec open(ThreadResources resources) {
        closings.add(0);
        return new Codec(closings.size() - 1);
    }

    private final class Codec implements MessageCodec {
        private final int index;

        Codec(int index) {
            this.index = index;
        }

        private boolean isClosed() {
            return closings.get(index) > 0;
        }

        @Override
        public boolean encodes(MessageType type, long bytes) {
            return encodes.test(type);
        }

        @Override
        public void encode(ByteBuffer in, boolean last, ByteSink out) throws ProtocolException {
            ByteArrayOutputStream encoded = new ByteArrayOutputStream();
            while (in.hasRemaining()) {
                byte next = in.get();
                switch (kind) {
                    case ADD -> encoded.write(next + 1);
                    case MULTIPLY -> encoded.write(next * 3);
                    case PACK -> {
                        encoded.write(next);
                        in.position(in.position() + 9);
                    }
                }
            }
            out.accept(ByteBuffer.wrap(encoded.toByteArray()));
        }

        @Override
        public void decode(ByteBuffer in, boolean last, long limit, ByteSink out) throws ProtocolException {
            long left = limit;
            while (in.hasRemaining()) {
                byte next = in.get();
                byte original = (byte) (kind == Kind.ADD ? next - 1 : kind == Kind.MULTIPLY ? next * 0xAB : next);
                for (int times = kind == Kind.PACK ? 10 : 1; times > 0; times--) {
                    if (isClosed()) {
                        throw new AssertionError("closed while it restores a message");
                    }
                    if (left-- == 0) {
                        throw new ProtocolException(ProtocolError.MESSAGE_TOO_LARGE, "more than " + limit);
                    }
                    out.accept(ByteBuffer.wrap(new byte[] {original}));
                }
            }
        }

        @Override
        public void close() {
            closings.set(index, closings.get(index) + 1);
        }
    }
}
