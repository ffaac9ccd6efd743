package dev.sockeye.protocol.extension;

import java.util.List;

/**
 * One element of {@code Sec-WebSocket-Extensions}: an extension's name with its parameters (RFC 6455 §9.1), as an offer
 * in a request or as an answer in a response.
 *
 * @param name the extension's registered name, such as {@code permessage-deflate}
 * @param parameters in the order written; a name may stand twice, which the extension judges
 */
public record ExtensionDescriptor(String name, List<ExtensionParameter> parameters) {
    public ExtensionDescriptor {
        parameters = List.copyOf(parameters);
    }

    /** {@return the element as it stands in the header, such as {@code permessage-deflate; client_max_window_bits}} */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(name);
        for (ExtensionParameter parameter : parameters) {
            text.append("; ").append(parameter.name());
            if (parameter.value() != null) {
                text.append('=').append(parameter.value());
            }
        }
        return text.toString();
    }
}
