package dev.sockeye.cli.connect;

import dev.sockeye.ReconnectingWebSocket;
import dev.sockeye.WebSocketClient;
import dev.sockeye.cli.CommandFailure;
import dev.sockeye.cli.EndSignals;
import dev.sockeye.cli.ExitCode;
import dev.sockeye.cli.StandardStreams;
import dev.sockeye.cli.output.DiagnosisText;
import dev.sockeye.cli.output.Style;
import dev.sockeye.protocol.Limits;
import dev.sockeye.protocol.close.CloseCode;
import dev.sockeye.protocol.close.ClosePayload;
import dev.sockeye.protocol.close.CloseReport;
import dev.sockeye.protocol.deflate.PermessageDeflate;
import dev.sockeye.protocol.extension.ClientExtension;
import dev.sockeye.reconnect.Decision;
import dev.sockeye.reconnect.Reason;
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
            Runnable leave = start(client, conversation, printer);
            EndSignals signals = EndSignals.listen(code -> {
                signal.complete(code);
                leave.run();
            });
            try (signals) {
                Typing typing = new Typing(input, conversation);
                typing.start();
                CloseReport report = conversation.closed().join();
                typing.end();
                ExitCode exitCode = exitCode(report, conversation.stop());
                conversation
                        .stop()
                        .filter(stop -> stop.reason() != Reason.CLOSED_HERE)
                        .ifPresent(printer::gaveUp);
                printer.closed(report, exitCode);
                typing.requireNoFailure();
                return signal.getNow(printer.isReadable() ? exitCode : ExitCode.OUTPUT_GONE);
            }
        } finally {
            dispatcher.shutdown();
        }
    }

    /** Begins; returns what ends it before its time. */
    private Runnable start(WebSocketClient client, Conversation conversation, EventPrinter printer) {
        if (settings.reconnect().isPresent()) {
            ReconnectingWebSocket link = Reconnection.start(client, settings, conversation, printer);
            return () -> link.close(CloseCode.GOING_AWAY, "");
        }
        client.connect(settings.url().toString(), conversation);
        return () -> conversation
                .opened()
                .getNow(Optional.empty())
                .ifPresentOrElse(talk -> talk.close(ClosePayload.of(CloseCode.GOING_AWAY, "")), client::close);
    }

    /** A link that came to its end in order is as good as a connection that did; one that was given up is not. */
    private static ExitCode exitCode(CloseReport report, Optional<Decision.Stop> stop) {
        boolean gaveUp = stop.filter(
                        decision -> decision.reason() != Reason.CLOSED_HERE && decision.reason() != Reason.FINISHED)
                .isPresent();
        return gaveUp ? ExitCode.GAVE_UP : ExitCode.of(report);
    }

    private WebSocketClient client(ExecutorService dispatcher) throws CommandFailure {
        WebSocketClient.Builder builder = WebSocketClient.builder()
                .limits(Limits.builder()
                        .maxMessageBytes(settings.maxMessageBytes())
                        .build())
                .followRedirects(settings.mostRedirects())
                .dispatchOn(dispatcher);
        settings.reach().configure(builder);
        settings.heartbeat().ifPresent(builder::heartbeat);
        addExtensions(builder);
        try {
            return builder.build();
        } catch (IllegalArgumentException e) {
            throw new CommandFailure(
                    settings.reach().trusted().isPresent() ? ExitCode.BAD_FILE : ExitCode.USAGE,
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
