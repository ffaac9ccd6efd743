package dev.sockeye.cli.connect;

import dev.sockeye.ClientTls;
import dev.sockeye.WebSocket;
import dev.sockeye.WebSocketClient;
import dev.sockeye.cli.CommandFailure;
import dev.sockeye.cli.EndSignals;
import dev.sockeye.cli.ExitCode;
import dev.sockeye.cli.StandardStreams;
import dev.sockeye.cli.output.DiagnosisText;
import dev.sockeye.cli.output.Style;
import dev.sockeye.protocol.Limits;
import dev.sockeye.protocol.close.CloseCode;
import dev.sockeye.protocol.close.CloseReport;
import dev.sockeye.protocol.deflate.PermessageDeflate;
import dev.sockeye.protocol.extension.ClientExtension;
import dev.sockeye.protocol.handshake.Header;
import java.io.IOException;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** One run of {@code sockeye connect}, from the attempt to the report. */
final class ConnectRun {
    private final ConnectSettings settings;
    private final StandardStreams streams;
    private final Clock clock;

    ConnectRun(ConnectSettings settings, StandardStreams streams, Clock clock) {
        this.settings = settings;
        this.streams = streams;
        this.clock = clock;
    }

    /**
     * Talks until the connection is over.
     *
     * @throws CommandFailure if the attempt cannot begin, or there is something wrong with the input
     */
    ExitCode run() throws CommandFailure, InterruptedException {
        if (settings.json() || !streams.inIsTerminal() || !streams.outIsTerminal()) {
            EventPrinter printer = settings.json()
                    ? new JsonPrinter(streams.out(), settings.locale(), clock)
                    : new PipePrinter(streams, settings.verbose(), diagnosis(), clock);
            return talk(printer, new PipeInput(streams.in(), settings.stay()));
        }
        try (JLineTerminal terminal = new JLineTerminal()) {
            TerminalPrinter printer = new TerminalPrinter(
                    terminal,
                    line -> {
                        streams.err().println(line);
                        streams.err().flush();
                    },
                    new Style(streams.outInColour()),
                    settings.verbose(),
                    diagnosis(),
                    clock);
            return talk(printer, new TerminalInput(terminal, printer));
        } catch (IOException e) {
            throw new CommandFailure(ExitCode.FAILURE, "The terminal cannot be used: " + e.getMessage());
        }
    }

    private DiagnosisText diagnosis() {
        return new DiagnosisText(settings.locale(), streams.width());
    }

    private ExitCode talk(EventPrinter printer, ConversationInput input) throws CommandFailure, InterruptedException {
        Conversation conversation = new Conversation(printer);
        CompletableFuture<ExitCode> signal = new CompletableFuture<>();
        // What comes is shown on a thread of its own: standard output may block, the heartbeat must not.
        ExecutorService dispatcher = Executors.newSingleThreadExecutor(work -> daemon("sockeye-messages", work));
        try (WebSocketClient client = client(dispatcher)) {
            EndSignals signals = EndSignals.listen(code -> {
                signal.complete(code);
                leave(client, conversation);
            });
            try (signals) {
                client.connect(settings.url().toString(), conversation);
                Typing typing = new Typing(input, conversation);
                typing.start();
                CloseReport report = conversation.closed().join();
                typing.end();
                printer.closed(report);
                typing.requireNoFailure();
                return exitCode(report, signal.getNow(ExitCode.OK), printer);
            }
        } finally {
            dispatcher.shutdown();
        }
    }

    private static void leave(WebSocketClient client, Conversation conversation) {
        Optional<WebSocket> open = conversation.opened().getNow(Optional.empty());
        if (open.isPresent()) {
            open.get().close(CloseCode.GOING_AWAY, "");
        } else {
            client.close();
        }
    }

    private static ExitCode exitCode(CloseReport report, ExitCode signal, EventPrinter printer) {
        if (signal != ExitCode.OK) {
            return signal;
        }
        return printer.isReadable() ? ExitCode.of(report) : ExitCode.OUTPUT_GONE;
    }

    private WebSocketClient client(ExecutorService dispatcher) throws CommandFailure {
        WebSocketClient.Builder builder = WebSocketClient.builder()
                .subprotocols(settings.subprotocols().toArray(String[]::new))
                .limits(Limits.builder()
                        .maxMessageBytes(settings.maxMessageBytes())
                        .build())
                .proxy(settings.proxy())
                .followRedirects(settings.mostRedirects())
                .dispatchOn(dispatcher);
        for (Header header : settings.headers()) {
            builder.header(header.name(), header.value());
        }
        settings.origin().ifPresent(builder::origin);
        settings.heartbeat().ifPresent(builder::heartbeat);
        addExtensions(builder);
        settings.trusted().ifPresent(pem -> builder.tls(ClientTls.trust(pem)));
        if (settings.insecure()) {
            builder.tls(ClientTls.insecure());
        }
        try {
            return builder.build();
        } catch (IllegalArgumentException e) {
            throw new CommandFailure(
                    settings.trusted().isPresent() ? ExitCode.BAD_FILE : ExitCode.USAGE,
                    String.valueOf(e.getMessage()));
        }
    }

    private void addExtensions(WebSocketClient.Builder builder) {
        boolean deflateRequired = false;
        for (String name : settings.requiredExtensions()) {
            boolean deflate = name.equalsIgnoreCase(PermessageDeflate.NAME);
            deflateRequired |= deflate;
            ClientExtension extension =
                    deflate ? PermessageDeflate.clientDefault().client() : new PlainExtension(name);
            builder.requireExtension(extension);
        }
        if (settings.compression() && !deflateRequired) {
            builder.preferExtension(PermessageDeflate.clientDefault().client());
        }
    }

    static Thread daemon(String name, Runnable work) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        return thread;
    }
}
