package dev.sockeye.protocol.deflate;

import static dev.sockeye.protocol.deflate.DeflateParameters.ABSENT;
import static dev.sockeye.protocol.deflate.DeflateParameters.WITHOUT_VALUE;

import dev.sockeye.protocol.deflate.DeflateParameters.InvalidParametersException;
import dev.sockeye.protocol.extension.ClientExtension;
import dev.sockeye.protocol.extension.ExtensionAnswerException;
import dev.sockeye.protocol.extension.ExtensionDescriptor;
import dev.sockeye.protocol.extension.NegotiatedExtension;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The client's side of permessage-deflate: one offer per settings, and the check that the answer fits one of them. */
final class DeflateClientExtension implements ClientExtension {
    private final List<PermessageDeflate> inOrder;

    DeflateClientExtension(List<PermessageDeflate> inOrder) {
        if (inOrder.isEmpty()) {
            throw new IllegalArgumentException("permessage-deflate needs at least one offer");
        }
        this.inOrder = List.copyOf(inOrder);
    }

    @Override
    public String name() {
        return DeflateParameters.NAME;
    }

    @Override
    public List<ExtensionDescriptor> offers() {
        return inOrder.stream().map(settings -> offer(settings).descriptor()).toList();
    }

    @Override
    public NegotiatedExtension confirm(ExtensionDescriptor answer) throws ExtensionAnswerException {
        DeflateParameters parameters;
        try {
            parameters = DeflateParameters.ofAnswer(answer);
        } catch (InvalidParametersException e) {
            throw new ExtensionAnswerException("the server's answer \"" + answer + "\" is invalid: " + e.getMessage());
        }
        String misfit = "";
        for (PermessageDeflate settings : inOrder) {
            DeflateParameters offer = offer(settings);
            String reason = misfit(offer, parameters);
            if (reason == null) {
                return agree(settings, parameters, answer);
            }
            misfit += (misfit.isEmpty() ? "" : "; ") + "to \"" + offer.descriptor() + "\": " + reason;
        }
        throw new ExtensionAnswerException("the server's answer \"" + answer + "\" fits no offer: " + misfit);
    }

    private static DeflateParameters offer(PermessageDeflate settings) {
        int ownBits = settings.ownMaxWindowBits() < 15 ? settings.ownMaxWindowBits() : WITHOUT_VALUE;
        return new DeflateParameters(
                !settings.peerContextTakeover(),
                !settings.ownContextTakeover(),
                settings.peerMaxWindowBits() < 15 ? settings.peerMaxWindowBits() : ABSENT,
                settings.windowLimitAccepted() ? ownBits : ABSENT);
    }

    /** {@return why the answer cannot be one to this offer, or null if it can} */
    private static @Nullable String misfit(DeflateParameters offer, DeflateParameters answer) {
        // RFC 7692 §7.1.1.1: a server accepts server_no_context_takeover by answering with it.
        if (offer.serverNoContextTakeover() && !answer.serverNoContextTakeover()) {
            return "it lacks server_no_context_takeover, which was offered (RFC 7692 §7.1.1.1)";
        }
        // RFC 7692 §7.1.2.1: a server accepts server_max_window_bits by answering with the same or a smaller value.
        if (offer.serverMaxWindowBits() != ABSENT) {
            if (answer.serverMaxWindowBits() == ABSENT) {
                return "it lacks server_max_window_bits, which was offered (RFC 7692 §7.1.2.1)";
            }
            if (answer.serverMaxWindowBits() > offer.serverMaxWindowBits()) {
                return "its server_max_window_bits is larger than the offered " + offer.serverMaxWindowBits()
                        + " (RFC 7692 §7.1.2.1)";
            }
        }
        if (answer.clientMaxWindowBits() != ABSENT) {
            // RFC 7692 §7.1.2.2: the answer must not hold client_max_window_bits unless the offer does.
            if (offer.clientMaxWindowBits() == ABSENT) {
                return "it holds client_max_window_bits, which was not offered (RFC 7692 §7.1.2.2)";
            }
            // RFC 7692 §7.1.2.2: the value is equal to or smaller than the offered one.
            if (offer.clientMaxWindowBits() != WITHOUT_VALUE
                    && answer.clientMaxWindowBits() > offer.clientMaxWindowBits()) {
                return "its client_max_window_bits is larger than the offered " + offer.clientMaxWindowBits()
                        + " (RFC 7692 §7.1.2.2)";
            }
        }
        return null;
    }

    private static NegotiatedDeflate agree(
            PermessageDeflate settings, DeflateParameters answer, ExtensionDescriptor descriptor) {
        int limit = answer.clientMaxWindowBits() == ABSENT ? 15 : answer.clientMaxWindowBits();
        return new NegotiatedDeflate(
                descriptor,
                // RFC 7692 §7.1.1.2: a client obeys client_no_context_takeover, and what its offer said without it too.
                settings.ownContextTakeover() && !answer.clientNoContextTakeover(),
                !answer.serverNoContextTakeover(),
                Math.min(settings.ownMaxWindowBits(), limit),
                answer.serverMaxWindowBits() == ABSENT ? 15 : answer.serverMaxWindowBits(),
                settings.level(),
                settings.minimumSize());
    }
}
