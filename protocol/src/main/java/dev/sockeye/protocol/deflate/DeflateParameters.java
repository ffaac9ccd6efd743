package dev.sockeye.protocol.deflate;

import dev.sockeye.protocol.extension.ExtensionDescriptor;
import dev.sockeye.protocol.extension.ExtensionParameter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The four parameters of RFC 7692 §7.1, as one offer or one answer holds them.
 *
 * @param serverMaxWindowBits 8 to 15, or {@link #ABSENT}
 * @param clientMaxWindowBits 8 to 15, {@link #ABSENT}, or in an offer {@link #WITHOUT_VALUE}
 */
record DeflateParameters(
        boolean serverNoContextTakeover,
        boolean clientNoContextTakeover,
        int serverMaxWindowBits,
        int clientMaxWindowBits) {
    static final String NAME = "permessage-deflate";
    static final String SERVER_NO_CONTEXT_TAKEOVER = "server_no_context_takeover";
    static final String CLIENT_NO_CONTEXT_TAKEOVER = "client_no_context_takeover";
    static final String SERVER_MAX_WINDOW_BITS = "server_max_window_bits";
    static final String CLIENT_MAX_WINDOW_BITS = "client_max_window_bits";

    static final int ABSENT = 0;
    static final int WITHOUT_VALUE = -1;

    /** {@return whether there is no parameter at all} */
    boolean isBare() {
        return !serverNoContextTakeover
                && !clientNoContextTakeover
                && serverMaxWindowBits == ABSENT
                && clientMaxWindowBits == ABSENT;
    }

    /** RFC 7692 §7.1.2: a decimal integer from 8 to 15 without leading zeroes. */
    private static final Pattern WINDOW_BITS = Pattern.compile("[89]|1[0-5]");

    /** What is wrong with an offer or an answer. */
    static final class InvalidParametersException extends Exception {
        private static final long serialVersionUID = 1L;

        InvalidParametersException(String message) {
            super(message, null, false, false);
        }
    }

    /** Reads the parameters of a client's offer. */
    static DeflateParameters ofOffer(ExtensionDescriptor offer) throws InvalidParametersException {
        return read(offer, true);
    }

    /** Reads the parameters of a server's answer. */
    static DeflateParameters ofAnswer(ExtensionDescriptor answer) throws InvalidParametersException {
        return read(answer, false);
    }

    /** {@return these parameters as an element of the header, in the order of RFC 7692 §7.1} */
    ExtensionDescriptor descriptor() {
        List<ExtensionParameter> parameters = new ArrayList<>(4);
        if (serverNoContextTakeover) {
            parameters.add(new ExtensionParameter(SERVER_NO_CONTEXT_TAKEOVER, null));
        }
        if (clientNoContextTakeover) {
            parameters.add(new ExtensionParameter(CLIENT_NO_CONTEXT_TAKEOVER, null));
        }
        if (serverMaxWindowBits != ABSENT) {
            parameters.add(new ExtensionParameter(SERVER_MAX_WINDOW_BITS, Integer.toString(serverMaxWindowBits)));
        }
        if (clientMaxWindowBits != ABSENT) {
            parameters.add(new ExtensionParameter(
                    CLIENT_MAX_WINDOW_BITS,
                    clientMaxWindowBits == WITHOUT_VALUE ? null : Integer.toString(clientMaxWindowBits)));
        }
        return new ExtensionDescriptor(NAME, parameters);
    }

    private static DeflateParameters read(ExtensionDescriptor element, boolean offer)
            throws InvalidParametersException {
        boolean serverNoContextTakeover = false;
        boolean clientNoContextTakeover = false;
        int serverMaxWindowBits = ABSENT;
        int clientMaxWindowBits = ABSENT;
        for (ExtensionParameter parameter : element.parameters()) {
            boolean repeated;
            switch (parameter.name().toLowerCase(Locale.ROOT)) {
                case SERVER_NO_CONTEXT_TAKEOVER -> {
                    repeated = serverNoContextTakeover;
                    serverNoContextTakeover = flag(parameter);
                }
                case CLIENT_NO_CONTEXT_TAKEOVER -> {
                    repeated = clientNoContextTakeover;
                    clientNoContextTakeover = flag(parameter);
                }
                case SERVER_MAX_WINDOW_BITS -> {
                    repeated = serverMaxWindowBits != ABSENT;
                    serverMaxWindowBits = windowBits(parameter, false);
                }
                case CLIENT_MAX_WINDOW_BITS -> {
                    repeated = clientMaxWindowBits != ABSENT;
                    // RFC 7692 §7.1.2.2: only in an offer may client_max_window_bits stand without a value.
                    clientMaxWindowBits = windowBits(parameter, offer);
                }
                // RFC 7692 §7.1: a parameter that is not defined is refused.
                default -> throw invalid(parameter.name() + " is not a parameter of permessage-deflate", "§7.1");
            }
            // RFC 7692 §7.1: a parameter may not stand twice.
            if (repeated) {
                throw invalid(parameter.name() + " stands twice", "§7.1");
            }
        }
        return new DeflateParameters(
                serverNoContextTakeover, clientNoContextTakeover, serverMaxWindowBits, clientMaxWindowBits);
    }

    /** RFC 7692 §7.1.1: the context takeover parameters have no value. */
    private static boolean flag(ExtensionParameter parameter) throws InvalidParametersException {
        if (parameter.value() != null) {
            throw invalid(parameter.name() + " has the value \"" + parameter.value() + "\" but takes none", "§7.1.1");
        }
        return true;
    }

    private static int windowBits(ExtensionParameter parameter, boolean valueOptional)
            throws InvalidParametersException {
        @Nullable String value = parameter.value();
        if (value == null) {
            if (valueOptional) {
                return WITHOUT_VALUE;
            }
            throw invalid(parameter.name() + " lacks its value", "§7.1.2");
        }
        if (!WINDOW_BITS.matcher(value).matches()) {
            throw invalid(parameter.name() + " is \"" + value + "\", not a number from 8 to 15", "§7.1.2");
        }
        return Integer.parseInt(value);
    }

    private static InvalidParametersException invalid(String what, String section) {
        return new InvalidParametersException(what + " (RFC 7692 " + section + ")");
    }
}
