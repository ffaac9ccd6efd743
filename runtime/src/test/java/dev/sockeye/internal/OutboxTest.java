package dev.sockeye.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sockeye.protocol.MessageType;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.Test;

class OutboxTest {
    private final Outbox outbox = new Outbox();

    private ByteBuf offerPart(int bytes, boolean last) {
        ByteBuf payload = Unpooled.buffer(bytes).writeZero(bytes);
        outbox.offer(new Outgoing.Data(MessageType.BINARY, payload, last, false, null), false);
        return payload;
    }

    @Test
    void aPartThatIsTheFirstAndTheLastIsDroppedLikeAWholeMessage() {
        ByteBuf oldest = offerPart(100, true);
        ByteBuf newest = offerPart(100, true);

        outbox.dropOldest(100);

        assertThat(outbox.bytes()).isEqualTo(100);
        assertThat(oldest.refCnt()).isZero();
        outbox.close().forEach(Outgoing::discard);
        assertThat(newest.refCnt()).isZero();
    }

    @Test
    void partsOfAMessageInSeveralAreNeverDropped() {
        offerPart(100, false);
        offerPart(100, true);
        offerPart(10, true);

        outbox.dropOldest(0);

        assertThat(outbox.bytes()).isEqualTo(210);
        outbox.close().forEach(Outgoing::discard);
    }
}
