package dev.sockeye.cli.connect;

import dev.sockeye.ReconnectingWebSocket;
import dev.sockeye.SendOutcome;
import dev.sockeye.SendReceipt;
import dev.sockeye.protocol.MessageType;
import dev.sockeye.protocol.close.CloseCode;
import dev.sockeye.protocol.close.ClosePayload;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;

/** Speaks into one connection after the other; what is said between two of them waits for the next. */
final class LinkTalk implements Talk {
    /** Room is told of; this is for a buffer whose messages grow too old instead, which tells nobody. */
    private static final long LOOK_AGAIN_MILLIS = 1_000;

    private final ReconnectingWebSocket link;
    private final EventPrinter printer;
    private boolean toldOfWaiting;

    LinkTalk(ReconnectingWebSocket link, EventPrinter printer) {
        this.link = link;
        this.printer = printer;
    }

    @Override
    public boolean send(MessageType type, ByteBuffer payload) throws InterruptedException {
        SendReceipt receipt = offer(type, payload);
        while (receipt.outcome() == SendOutcome.BACK_PRESSURED) {
            awaitRoom();
            receipt = offer(type, payload);
        }
        return receipt.isTaken();
    }

    private SendReceipt offer(MessageType type, ByteBuffer payload) {
        SendReceipt receipt =
                type == MessageType.TEXT ? link.sendText(payload.duplicate()) : link.sendBinary(payload.duplicate());
        if (receipt.isTaken() && link.connection().isEmpty() && tellOnce()) {
            printer.note("There is no connection; what is sent waits for the next");
        }
        return receipt;
    }

    private synchronized boolean tellOnce() {
        boolean first = !toldOfWaiting;
        toldOfWaiting = true;
        return first;
    }

    private synchronized void awaitRoom() throws InterruptedException {
        if (!link.isWritable()) {
            TimeUnit.MILLISECONDS.timedWait(this, LOOK_AGAIN_MILLIS);
        }
    }

    /** There is a connection, or room. */
    synchronized void goOn() {
        toldOfWaiting = false;
        notifyAll();
    }

    @Override
    public boolean ping(ByteBuffer payload) {
        boolean sent = link.connection()
                .filter(socket -> socket.ping(payload).isTaken())
                .isPresent();
        if (!sent) {
            printer.note("There is no connection to ping");
        }
        return sent;
    }

    @Override
    public boolean endsWithItsConnection() {
        return false;
    }

    @Override
    public void close(ClosePayload payload) {
        link.close(payload.code().orElse(CloseCode.NORMAL), payload.reason());
        goOn();
    }
}
