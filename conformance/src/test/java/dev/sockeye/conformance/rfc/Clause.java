package dev.sockeye.conformance.rfc;

import java.util.Optional;

/**
 * Something that an RFC asks for.
 *
 * @param name such as RFC6455-5.1-2, the document, the section and a running number
 * @param level the RFC's word, such as MUST
 * @param who whom it is for
 * @param text what it asks for, in short
 * @param notOurs why it is not to be tested here, if it is not
 */
record Clause(String name, String level, String who, String text, Optional<String> notOurs) {
    /** {@return the document and the section, such as RFC 6455 §5.1} */
    String section() {
        int first = name.indexOf('-');
        int last = name.lastIndexOf('-');
        return "RFC " + name.substring(3, first) + " §" + name.substring(first + 1, last);
    }

    Clause withNotOurs(String reason) {
        return new Clause(name, level, who, text, Optional.of(reason));
    }
}
