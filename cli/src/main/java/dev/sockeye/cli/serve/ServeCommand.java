package dev.sockeye.cli.serve;

import dev.sockeye.ServerTls;
import dev.sockeye.cli.CommandFailure;
import dev.sockeye.cli.StandardStreams;
import dev.sockeye.cli.option.Compression;
import dev.sockeye.cli.option.CompressionConverter;
import dev.sockeye.cli.option.DurationConverter;
import dev.sockeye.cli.option.MessageLimitOption;
import dev.sockeye.cli.option.OriginConverter;
import dev.sockeye.cli.option.PortConverter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The options of {@code sockeye serve}. */
@Command(
        name = "serve",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        usageHelpAutoWidth = true,
        description =
                "Runs an echo server: a WebSocket at /echo that sends every message back, one at /broadcast that sends"
                        + " every message to all who are connected to it, and a page at / that tries the first out.",
        footer = {
            "",
            "When it listens it prints one line with its URL to standard output. Each connection that ends, and each"
                    + " handshake that fails, is told in one line on standard error. SIGINT (Ctrl-C) and SIGTERM close"
                    + " the connections in order and end it with exit code 0; a second one hurries, a third one ends it"
                    + " at once.",
        })
public final class ServeCommand implements Callable<Integer> {
    private final StandardStreams streams;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(
            names = "--host",
            paramLabel = "HOST",
            defaultValue = "127.0.0.1",
            description = "The address to listen on; 0.0.0.0 for all of this machine. Default: ${DEFAULT-VALUE}")
    private String host = "";

    @Option(
            names = "--port",
            paramLabel = "PORT",
            defaultValue = "8080",
            converter = PortConverter.class,
            description = "The port; 0 picks a free one. Default: ${DEFAULT-VALUE}")
    private int port;

    @Option(
            names = "--tls-cert",
            paramLabel = "FILE",
            description = "Serve wss and https with this certificate: PEM, followed by those that lead to its root.")
    private @Nullable Path certificate;

    @Option(
            names = "--tls-key",
            paramLabel = "FILE",
            description = "The certificate's private key: PEM, not encrypted.")
    private @Nullable Path key;

    @Option(
            names = "--tls-self-signed",
            description = "Serve wss and https with a certificate made now, which clients trust only when told to"
                    + " (sockeye connect --insecure).")
    private boolean selfSigned;

    @Option(
            names = "--compression",
            paramLabel = "on|off|required",
            defaultValue = "on",
            converter = CompressionConverter.class,
            description = "permessage-deflate: agree to it, never, or refuse connections without it."
                    + " Default: ${DEFAULT-VALUE}")
    private Compression compression = Compression.ON;

    @Mixin
    private MessageLimitOption maxMessage = new MessageLimitOption();

    @Option(
            names = "--origin",
            paramLabel = "ORIGIN",
            arity = "1..*",
            converter = OriginConverter.class,
            description = "Take browsers' connections only from pages of these origins, such as https://example.com;"
                    + " null for pages without one. Default: from all pages, since an echo holds no secrets.")
    private List<String> origins = new ArrayList<>();

    @Option(
            names = "--drain",
            paramLabel = "TIME",
            defaultValue = "3s",
            converter = DurationConverter.class,
            description = "How long connections may take to close at the end, such as 500ms or 20s."
                    + " Default: ${DEFAULT-VALUE}")
    private Duration drainTimeout = Duration.ZERO;

    @Option(
            names = "--max-connection-age",
            paramLabel = "TIME",
            converter = DurationConverter.class,
            description =
                    "Ask each client to connect anew after at most this time, such as 1h, each at an age of its own"
                            + " that is up to a fifth shorter. Default: never.")
    private Duration maxConnectionAge = Duration.ZERO;

    /** Makes the command for these streams. */
    public ServeCommand(StandardStreams streams) {
        this.streams = streams;
    }

    @Override
    public Integer call() throws CommandFailure, InterruptedException {
        ServeSettings settings = new ServeSettings(
                host, port, tls(), compression, maxMessage.bytes(), origins, maxConnectionAge, drainTimeout);
        return new ServeRun(settings, streams).run().code();
    }

    private Optional<ServerTls> tls() {
        if (certificate == null && key == null) {
            return selfSigned ? Optional.of(ServerTls.selfSigned(host, "localhost")) : Optional.empty();
        }
        if (selfSigned) {
            throw new ParameterException(
                    spec.commandLine(), "--tls-self-signed makes a certificate; leave out --tls-cert and --tls-key");
        }
        if (certificate == null || key == null) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--tls-cert and --tls-key go together; " + (key == null ? "--tls-key" : "--tls-cert")
                            + " is missing");
        }
        return Optional.of(ServerTls.pem(certificate, key));
    }
}
