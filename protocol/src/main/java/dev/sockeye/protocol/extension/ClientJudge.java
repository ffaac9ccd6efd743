package dev.sockeye.protocol.extension;

import dev.sockeye.protocol.extension.ExtensionNegotiator.Agreement;
import dev.sockeye.protocol.extension.ExtensionNegotiator.Fault;
import dev.sockeye.protocol.extension.ExtensionNegotiator.Rejection;
import dev.sockeye.protocol.extension.ExtensionNegotiator.Verdict;
import dev.sockeye.protocol.extension.ExtensionOutcome.Entry;
import dev.sockeye.protocol.extension.ExtensionOutcome.Result;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Judges one answer against one client's offers; used once. */
final class ClientJudge {
    private record Finding(Fault fault, String extension, String reason) {}

    private final List<RequestedExtension> requested;
    private final Map<String, Entry> answered = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    private final List<Entry> neverOffered = new ArrayList<>();
    private final List<NegotiatedExtension> agreed = new ArrayList<>();
    private int claimedBits;

    ClientJudge(List<RequestedExtension> requested) {
        this.requested = requested;
    }

    Verdict judge(List<ExtensionDescriptor> answers) {
        Finding first = null;
        for (ExtensionDescriptor answer : answers) {
            Finding finding = judge(answer);
            // The first fault ends the handshake; the others only complete the outcome
            first = first == null ? finding : first;
        }
        ExtensionOutcome outcome = outcome();
        return first == null
                ? new Agreement(agreed, outcome)
                : new Rejection(first.fault(), first.extension(), first.reason(), outcome);
    }

    private @Nullable Finding judge(ExtensionDescriptor answer) {
        Optional<RequestedExtension> match = requested.stream()
                .filter(request -> request.extension().name().equalsIgnoreCase(answer.name()))
                .findFirst();
        if (match.isEmpty()) {
            // RFC 6455 §4.1: a response that names an extension which was not requested fails the connection
            String reason = "the server granted " + answer.name() + ", which was not offered";
            neverOffered.add(new Entry(answer.name(), false, Result.NEVER_OFFERED, answer.toString()));
            return new Finding(Fault.NEVER_OFFERED, answer.name(), reason);
        }
        RequestedExtension request = match.get();
        if (answered.containsKey(answer.name())) {
            String reason = "the server granted " + answer.name() + " twice";
            record(request, Result.MALFORMED_ANSWER, reason);
            return new Finding(Fault.NAMED_TWICE, answer.name(), reason);
        }
        return confirm(request, answer);
    }

    private @Nullable Finding confirm(RequestedExtension request, ExtensionDescriptor answer) {
        NegotiatedExtension extension;
        try {
            extension = request.extension().confirm(answer);
        } catch (ExtensionAnswerException e) {
            String reason = e.getMessage() == null ? "the answer does not fit the offer" : e.getMessage();
            record(
                    request,
                    e.kind() == ExtensionAnswerException.Kind.PARAMETERS_DECLINED
                            ? Result.DECLINED_PARAMETERS
                            : Result.MALFORMED_ANSWER,
                    reason);
            return new Finding(Fault.ANSWER_REFUSED, answer.name(), reason);
        }
        int bits = ExtensionNegotiator.checkedBits(request.extension().name(), extension);
        // RFC 6455 §5.2: a reserved bit has one meaning per connection
        if ((claimedBits & bits) != 0) {
            String reason =
                    "the server granted " + answer.name() + " beside an extension that uses the same reserved bit";
            record(request, Result.MALFORMED_ANSWER, reason);
            return new Finding(Fault.RESERVED_BITS_CLASH, answer.name(), reason);
        }
        claimedBits |= bits;
        agreed.add(extension);
        record(request, Result.AGREED, answer.toString());
        return null;
    }

    private void record(RequestedExtension request, Result result, String detail) {
        String name = request.extension().name();
        answered.put(name, new Entry(name, request.required(), result, detail));
    }

    private ExtensionOutcome outcome() {
        List<Entry> entries = new ArrayList<>();
        for (RequestedExtension request : requested) {
            String name = request.extension().name();
            Entry entry = answered.get(name);
            entries.add(entry != null ? entry : new Entry(name, request.required(), Result.NOT_OFFERED_BACK, ""));
        }
        entries.addAll(neverOffered);
        return new ExtensionOutcome(entries);
    }
}
