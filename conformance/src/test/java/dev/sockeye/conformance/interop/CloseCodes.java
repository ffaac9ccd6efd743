package dev.sockeye.conformance.interop;

import dev.sockeye.protocol.Role;
import dev.sockeye.protocol.close.CloseCode;
import java.util.List;

/** The close codes that the interop tests go through: every registered one, and both ends of the free ranges. */
final class CloseCodes {
    private static final List<Integer> ALL =
            List.of(1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 1014, 3000, 3999, 4000, 4999);

    private CloseCodes() {}

    /** {@return the codes that an endpoint of this role may send} */
    static List<Integer> sendableBy(Role role) {
        return ALL.stream().filter(code -> new CloseCode(code).isSendable(role)).toList();
    }

    /** {@return all codes that may be on the wire: what other libraries send} */
    static List<Integer> onTheWire() {
        return ALL;
    }
}
