package dev.sockeye.protocol.connection;

import dev.sockeye.protocol.Role;
import dev.sockeye.protocol.extension.ThreadResources;
import java.util.ArrayDeque;
import java.util.List;
import java.util.function.IntSupplier;
import java.util.stream.Stream;

/**
 * What the connections of one thread read and write messages with. A connection has a part while a message is under way and
 * gives it back, so that one that is idle holds neither.
 */
final class LentParts implements ThreadResources.Resource {
    /** As many messages in several pieces may be under way at once without a part being made anew. */
    private static final int MOST_KEPT = 64;

    /** How many values three bits have. */
    private static final int RESERVED_BITS = 8;

    private final IntSupplier entropy;
    private final MessageWriter.Scratch scratch = new MessageWriter.Scratch();

    /** By the reserved bits, those of servers before those of clients. */
    private final List<ArrayDeque<Incoming>> incoming = Stream.generate(() -> new ArrayDeque<Incoming>(1))
            .limit(2L * RESERVED_BITS)
            .toList();

    private final ArrayDeque<MessageWriter> writers = new ArrayDeque<>();

    private LentParts(IntSupplier entropy) {
        this.entropy = entropy;
    }

    static LentParts of(ThreadResources resources) {
        return resources.shared(LentParts.class, () -> new LentParts(resources.entropy()));
    }

    /** {@return 32 unpredictable bits} */
    int entropy() {
        return entropy.getAsInt();
    }

    /**
     * {@return a part at rest that reads for the connection}
     *
     * @param reservedBits those that the connection's extensions define
     */
    Incoming lendIncoming(Connection connection, Role role, int reservedBits) {
        Incoming lent = incoming(role, reservedBits).pollLast();
        if (lent == null) {
            lent = new Incoming(role, reservedBits);
        }
        lent.lendTo(connection);
        return lent;
    }

    /** Takes back what is at rest. */
    void giveBack(Incoming lent) {
        lent.takeBack();
        ArrayDeque<Incoming> kept = incoming(lent.role(), lent.reservedBits());
        if (kept.size() < MOST_KEPT) {
            kept.addLast(lent);
        }
    }

    private ArrayDeque<Incoming> incoming(Role role, int reservedBits) {
        return incoming.get(role == Role.SERVER ? reservedBits : RESERVED_BITS + reservedBits);
    }

    /** {@return a writer between messages that writes for the connection} */
    MessageWriter lendWriter(Connection connection) {
        MessageWriter lent = writers.pollLast();
        if (lent == null) {
            lent = new MessageWriter(scratch);
        }
        lent.lendTo(connection);
        return lent;
    }

    /** Takes back a writer that is between messages. */
    void giveBack(MessageWriter lent) {
        lent.takeBack();
        if (writers.size() < MOST_KEPT) {
            writers.addLast(lent);
        }
    }

    @Override
    public void close() {
        incoming.forEach(ArrayDeque::clear);
        writers.clear();
        scratch.close();
    }
}
