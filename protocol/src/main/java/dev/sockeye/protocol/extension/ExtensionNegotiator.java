package dev.sockeye.protocol.extension;

import dev.sockeye.protocol.HttpToken;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Agrees on extensions, for both roles (RFC 6455 §9.1). Names are compared case-insensitively. Pure functions; safe from
 * any thread.
 */
public final class ExtensionNegotiator {
    private static final int ALL_RESERVED_BITS = 7;

    /** What a client makes of the server's answer. */
    public sealed interface Verdict permits Agreement, Rejection {}

    /**
     * The answer is right, though it may lack extensions: {@link ExtensionOutcome#missing()}.
     *
     * @param extensions the extensions in use, in the order of the answer, which is the order in which they transform
     *     outgoing messages (RFC 6455 §9.1)
     * @param outcome what became of each extension
     */
    public record Agreement(List<NegotiatedExtension> extensions, ExtensionOutcome outcome) implements Verdict {
        public Agreement {
            extensions = List.copyOf(extensions);
        }
    }

    /**
     * The answer breaks a rule, so the client fails the connection.
     *
     * @param fault which rule
     * @param extension the name of the offending extension
     * @param reason what is wrong, as a clause of a sentence
     * @param outcome what became of each extension, as far as it is known
     */
    public record Rejection(Fault fault, String extension, String reason, ExtensionOutcome outcome)
            implements Verdict {}

    /** The rules that a well-formed answer can break. */
    public enum Fault {
        /** RFC 6455 §4.1: the server grants only what the client offered. */
        NEVER_OFFERED,
        /** An extension is granted at most once. */
        NAMED_TWICE,
        /** RFC 6455 §9.1: the parameters follow the rules of the extension and fit an offer. */
        ANSWER_REFUSED,
        /** RFC 6455 §5.2: a reserved bit has one meaning, so two extensions cannot claim it. */
        RESERVED_BITS_CLASH
    }

    private ExtensionNegotiator() {}

    /**
     * Checks that a list of extensions can be negotiated: every name is a token and stands once.
     *
     * @param names the names of all extensions of one endpoint
     * @throws IllegalArgumentException if not
     */
    public static void requireDistinct(List<String> names) {
        Set<String> seen = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        for (String name : names) {
            if (!HttpToken.isToken(name)) {
                throw new IllegalArgumentException("An extension's name must be a token (RFC 6455 §9.1)");
            }
            if (!seen.add(name)) {
                throw new IllegalArgumentException("The extension " + name + " is listed twice; list it once, its"
                        + " offers in order of preference");
            }
        }
    }

    /**
     * Answers a client's offers, for a server.
     *
     * @param offers the elements of the request's header, in order
     * @param extensions what the server supports, in the order in which they are tried and in which they transform
     *     outgoing messages; names distinct
     * @return the extensions in use, in the order of the response's header. Offers of unknown extensions are ignored,
     *     and an extension that claims a reserved bit which an earlier one holds is declined
     * @throws IllegalStateException if an extension breaks the contract of its interface
     */
    public static List<NegotiatedExtension> answer(List<ExtensionDescriptor> offers, List<ServerExtension> extensions) {
        if (offers.isEmpty()) {
            return List.of();
        }
        List<NegotiatedExtension> agreed = new ArrayList<>();
        int claimed = 0;
        for (ServerExtension extension : extensions) {
            List<ExtensionDescriptor> own = named(offers, extension.name());
            if (own.isEmpty()) {
                continue;
            }
            Optional<NegotiatedExtension> accepted = extension.accept(own);
            if (accepted.isEmpty()) {
                continue;
            }
            int bits = checkedBits(extension.name(), accepted.get());
            // RFC 6455 §5.2: a reserved bit has one meaning per connection; the server may leave an extension out
            if ((claimed & bits) == 0) {
                claimed |= bits;
                agreed.add(accepted.get());
            }
        }
        return List.copyOf(agreed);
    }

    private static List<ExtensionDescriptor> named(List<ExtensionDescriptor> offers, String name) {
        List<ExtensionDescriptor> own = new ArrayList<>(offers.size());
        for (ExtensionDescriptor offer : offers) {
            if (offer.name().equalsIgnoreCase(name)) {
                own.add(offer);
            }
        }
        return Collections.unmodifiableList(own);
    }

    /** {@return all offers for the request's header, in the client's order of preference} */
    public static List<ExtensionDescriptor> offers(List<RequestedExtension> requested) {
        return requested.stream()
                .flatMap(request -> request.extension().offers().stream())
                .toList();
    }

    /**
     * Judges the server's answer, for a client.
     *
     * @param requested what the client offered, in its order of preference; names distinct
     * @param answers the elements of the response's header, in order; empty if there was none
     * @throws IllegalStateException if an extension breaks the contract of its interface
     */
    public static Verdict judge(List<RequestedExtension> requested, List<ExtensionDescriptor> answers) {
        return new ClientJudge(requested).judge(answers);
    }

    /** {@return the outcome of an answer that could not be parsed: every requested extension is malformed} */
    public static ExtensionOutcome malformed(List<RequestedExtension> requested, String detail) {
        return new ExtensionOutcome(requested.stream()
                .map(request -> new ExtensionOutcome.Entry(
                        request.extension().name(),
                        request.required(),
                        ExtensionOutcome.Result.MALFORMED_ANSWER,
                        detail))
                .toList());
    }

    static int checkedBits(String name, NegotiatedExtension extension) {
        int bits = extension.reservedBits();
        if ((bits & ~ALL_RESERVED_BITS) != 0) {
            throw new IllegalStateException(
                    "The extension " + name + " claims bits outside RSV1, RSV2 and RSV3: " + bits);
        }
        if (!extension.descriptor().name().equalsIgnoreCase(name)) {
            throw new IllegalStateException("The extension " + name + " answers under another name: "
                    + extension.descriptor().name());
        }
        return bits;
    }
}
