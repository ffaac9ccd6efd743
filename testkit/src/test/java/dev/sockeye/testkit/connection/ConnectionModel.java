package dev.sockeye.testkit.connection;

import dev.sockeye.protocol.Role;
import dev.sockeye.protocol.close.CloseCause.Kind;
import dev.sockeye.protocol.close.ClosePayload;
import dev.sockeye.protocol.close.Closing.Initiator;
import dev.sockeye.protocol.connection.Phase;
import dev.sockeye.protocol.frame.Frame;
import dev.sockeye.protocol.frame.Opcode;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * RFC 6455 §§5.4, 5.5 and 7 in as few words as possible: what a connection without extensions, heartbeat and idle timeout
 * does, in whole frames. Written from the RFC and the documentation of {@link
 * dev.sockeye.protocol.connection.Connection}, not from its code.
 */
final class ConnectionModel {
    private final Role role;
    private final long closingTimeout;
    private final long lingerTimeout;

    /** Frames for the wire since they were last looked at. */
    final List<Frame> sent = new ArrayList<>();

    /** Messages, pings and pongs that came, each as its opcode and its bytes. */
    final List<Frame> delivered = new ArrayList<>();

    Phase phase = Phase.OPEN;
    boolean outputShut;
    boolean timedOut;

    @Nullable
    Kind cause;

    @Nullable
    ClosePayload closeSent;

    @Nullable
    ClosePayload closeReceived;

    Initiator first = Initiator.NOBODY;
    private @Nullable Opcode outgoing;
    private @Nullable Frame incoming;
    private long deadline = Long.MAX_VALUE;

    ConnectionModel(Role role, long closingTimeout, long lingerTimeout) {
        this.role = role;
        this.closingTimeout = closingTimeout;
        this.lingerTimeout = lingerTimeout;
    }

    boolean send(Opcode type, byte[] part, boolean last) {
        if (phase != Phase.OPEN && !(phase == Phase.CLOSE_RECEIVED && outgoing != null)) {
            return false;
        }
        Opcode opcode = outgoing == null ? type : Opcode.CONTINUATION;
        sent.add(new Frame(opcode, last, 0, ByteBuffer.wrap(part)));
        outgoing = last ? null : type;
        if (last && phase == Phase.CLOSE_RECEIVED) {
            answerClose();
        }
        return true;
    }

    void ping(byte[] payload) {
        if (phase == Phase.OPEN) {
            sent.add(Frame.of(Opcode.PING, payload));
        }
    }

    void close(ClosePayload payload) {
        begin(Kind.CLOSED_BY_APPLICATION);
        if (phase == Phase.OPEN) {
            sendClose(payload);
            phase = Phase.CLOSE_SENT;
            deadline = closingTimeout;
        } else if (phase == Phase.CLOSE_RECEIVED) {
            answerClose();
        }
    }

    void receive(Frame frame) {
        if (phase != Phase.OPEN && phase != Phase.CLOSE_SENT) {
            return;
        }
        switch (frame.opcode()) {
            case PING -> {
                sent.add(Frame.of(Opcode.PONG, frame.bytes()));
                delivered.add(frame);
            }
            case PONG -> delivered.add(frame);
            case CLOSE -> receiveClose(Endpoint.payloadOf(frame));
            default -> receiveData(frame);
        }
    }

    private void receiveData(Frame frame) {
        Frame before = incoming;
        Frame joined = before == null ? frame : Endpoint.join(before, frame);
        incoming = frame.fin() ? null : joined;
        if (frame.fin()) {
            delivered.add(new Frame(joined.opcode(), true, 0, joined.payload()));
        }
    }

    private void receiveClose(ClosePayload payload) {
        begin(Kind.PEER_CLOSED);
        closeReceived = payload;
        if (first == Initiator.NOBODY) {
            first = Initiator.PEER;
        }
        if (phase == Phase.CLOSE_SENT) {
            exchanged();
        } else if (outgoing != null) {
            phase = Phase.CLOSE_RECEIVED;
            deadline = closingTimeout / 2;
        } else {
            answerClose();
        }
    }

    /** The peer's bytes break a rule with this close code. */
    void violation(ClosePayload answer) {
        if (phase == Phase.OPEN || phase == Phase.CLOSE_SENT) {
            begin(Kind.PROTOCOL_VIOLATION);
            if (phase == Phase.OPEN) {
                sendClose(answer);
            }
            phase = Phase.CLOSE_EXCHANGED;
            shutOutput();
        }
    }

    void transportEnd() {
        begin(Kind.TRANSPORT_LOST);
        phase = Phase.CLOSED;
    }

    void abort() {
        begin(Kind.ABORTED);
        phase = Phase.CLOSED;
    }

    void pass(long nanos) {
        long left = nanos;
        while (phase != Phase.OPEN && phase != Phase.CLOSED && deadline <= left) {
            left -= deadline;
            if (phase == Phase.CLOSE_RECEIVED) {
                answerClose();
            } else {
                timedOut |= phase == Phase.CLOSE_SENT;
                phase = Phase.CLOSED;
            }
        }
        deadline -= left;
    }

    private void answerClose() {
        ClosePayload received = closeReceived;
        sendClose(
                received == null || received.code().isEmpty()
                        ? ClosePayload.EMPTY
                        : ClosePayload.of(received.code().get(), ""));
        exchanged();
    }

    private void sendClose(ClosePayload payload) {
        sent.add(Endpoint.closeFrame(payload));
        closeSent = payload;
        if (first == Initiator.NOBODY) {
            first = Initiator.THIS_END;
        }
    }

    private void exchanged() {
        phase = Phase.CLOSE_EXCHANGED;
        deadline = closingTimeout;
        if (role == Role.SERVER) {
            shutOutput();
        }
    }

    private void shutOutput() {
        outputShut = true;
        deadline = lingerTimeout;
    }

    private void begin(Kind kind) {
        if (cause == null) {
            cause = kind;
        }
    }
}
