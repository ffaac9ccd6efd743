package dev.sockeye.conformance.interop;

import dev.sockeye.testkit.TestCertificates;
import dev.sockeye.testkit.TestCertificates.PemFiles;
import java.nio.file.Path;

/** A certificate for {@code localhost} and the authority that vouches for it, as files. */
record Certificates(PemFiles server, Path authority) {
    static Certificates in(Path directory) {
        TestCertificates authority = TestCertificates.authority();
        return new Certificates(
                authority.issue("localhost", "127.0.0.1").writeTo(directory, "server"),
                authority.self().writeTo(directory, "authority").certificate());
    }
}
