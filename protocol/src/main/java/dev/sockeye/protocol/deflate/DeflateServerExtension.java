package dev.sockeye.protocol.deflate;

import static dev.sockeye.protocol.deflate.DeflateParameters.ABSENT;

import dev.sockeye.protocol.deflate.DeflateParameters.InvalidParametersException;
import dev.sockeye.protocol.extension.ExtensionDescriptor;
import dev.sockeye.protocol.extension.NegotiatedExtension;
import dev.sockeye.protocol.extension.ServerExtension;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** The server's side of permessage-deflate: accepts the first offer that is valid and fits its settings. */
final class DeflateServerExtension implements ServerExtension {
    private final PermessageDeflate settings;

    /** One object per agreement (there are a few hundred different ones at most), so that connections share it. */
    private final Map<NegotiatedDeflate, NegotiatedDeflate> agreements = new ConcurrentHashMap<>();

    DeflateServerExtension(PermessageDeflate settings) {
        this.settings = settings;
    }

    @Override
    public String name() {
        return DeflateParameters.NAME;
    }

    @Override
    public Optional<NegotiatedExtension> accept(List<ExtensionDescriptor> offers) {
        return offers.stream().flatMap(offer -> answer(offer).stream()).findFirst();
    }

    private Optional<NegotiatedExtension> answer(ExtensionDescriptor offer) {
        try {
            return answer(DeflateParameters.ofOffer(offer));
        } catch (InvalidParametersException e) {
            // RFC 7692 §7.1: a server declines an invalid offer; the next one may be valid.
            return Optional.empty();
        }
    }

    private Optional<NegotiatedExtension> answer(DeflateParameters offer) {
        int offeredOwnBits = offer.serverMaxWindowBits() == ABSENT ? 15 : offer.serverMaxWindowBits();
        if (!settings.windowLimitAccepted() && offeredOwnBits < settings.ownMaxWindowBits()) {
            return Optional.empty();
        }
        int ownBits = Math.min(settings.ownMaxWindowBits(), offeredOwnBits);
        int hintedPeerBits = offer.clientMaxWindowBits() > 0 ? offer.clientMaxWindowBits() : 15;
        int peerBits = Math.min(settings.peerMaxWindowBits(), hintedPeerBits);
        // RFC 7692 §7.1.2.2: the answer must not hold client_max_window_bits unless the offer does.
        if (offer.clientMaxWindowBits() == ABSENT && peerBits < 15) {
            return Optional.empty();
        }
        DeflateParameters answer = new DeflateParameters(
                // RFC 7692 §7.1.1.1: to accept an offer with this parameter is to answer with it; it may come unasked.
                offer.serverNoContextTakeover() || !settings.ownContextTakeover(),
                // RFC 7692 §7.1.1.2: may come unasked, and the client must then obey. A common client whose offer has
                // no
                // parameter at all refuses it (Netty's, by default), so such an offer is answered without.
                offer.clientNoContextTakeover() || (!settings.peerContextTakeover() && !offer.isBare()),
                // RFC 7692 §7.1.2.1: answered with the same or a smaller value; it may come unasked.
                offer.serverMaxWindowBits() != ABSENT || ownBits < 15 ? ownBits : ABSENT,
                peerBits < 15 ? peerBits : ABSENT);
        NegotiatedDeflate agreed = new NegotiatedDeflate(
                answer.descriptor(),
                !answer.serverNoContextTakeover(),
                !answer.clientNoContextTakeover(),
                ownBits,
                peerBits,
                settings.level(),
                settings.minimumSize());
        NegotiatedDeflate known = agreements.putIfAbsent(agreed, agreed);
        return Optional.of(known == null ? agreed : known);
    }
}
