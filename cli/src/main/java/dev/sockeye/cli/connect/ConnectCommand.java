package dev.sockeye.cli.connect;

import dev.sockeye.cli.CommandFailure;
import dev.sockeye.cli.StandardStreams;
import dev.sockeye.cli.option.ClientCompressionConverter;
import dev.sockeye.cli.option.Compression;
import dev.sockeye.cli.option.DurationConverter;
import dev.sockeye.cli.option.HeartbeatConverter;
import dev.sockeye.cli.option.LanguageOption;
import dev.sockeye.cli.option.MessageLimitOption;
import dev.sockeye.cli.option.ReachOptions;
import dev.sockeye.cli.option.TokenConverter;
import dev.sockeye.cli.option.UrlConverter;
import dev.sockeye.protocol.connection.Heartbeat;
import dev.sockeye.protocol.handshake.WebSocketUri;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneId;
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
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The options of {@code sockeye connect}. */
@Command(
        name = "connect",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        usageHelpAutoWidth = true,
        description = "Opens a WebSocket and talks over it: line by line on a terminal, or as a part of a pipe.",
        footer = {
            "",
            "On a terminal each line is sent as a text message; /help lists the commands. In a pipe each line of the"
                    + " input is a text message, messages that come are written to standard output, and after the end"
                    + " of the input the connection is closed when as many messages came as were sent, or 5 s passed"
                    + " without one (see --wait). How and why the connection ended is told on standard error.",
            "",
            "Exit codes: 0 closed cleanly; never opened: 10 name, 11 connection, 12 TLS, 13 handshake; opened: 20 lost"
                    + " (1006), 21 closed with an error code, 22 an extension is missing (1010), 23 reconnecting"
                    + " was given up; 64 wrong command line.",
            "",
            "  sockeye connect wss://example.com/feed --header 'Authorization: Bearer abc'",
            "  echo hi | sockeye connect ws://127.0.0.1:8080/echo",
            "  sockeye connect wss://example.com/feed --reconnect --heartbeat adaptive",
        })
public final class ConnectCommand implements Callable<Integer> {
    /** More than any site needs, and soon over for one that goes astray. */
    private static final int MOST_REDIRECTS = 10;

    private final StandardStreams streams;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(
            index = "0",
            paramLabel = "URL",
            converter = UrlConverter.class,
            description = "What to connect to, such as wss://example.com/feed?room=1.")
    private @Nullable WebSocketUri url;

    @Mixin
    private ReachOptions reach = new ReachOptions();

    @Option(
            names = "--extension-required",
            paramLabel = "NAME",
            converter = TokenConverter.class,
            description = "Close with 1010 unless the server agrees to this extension, such as permessage-deflate;"
                    + " again for more.")
    private List<String> requiredExtensions = new ArrayList<>();

    @Option(
            names = "--heartbeat",
            paramLabel = "TIME|adaptive",
            converter = HeartbeatConverter.class,
            description = "Send a ping when nothing has come, or gone, for this long, such as 5 or 500ms; 0 for never;"
                    + " adaptive: 20 s at most, and less where the path cuts silent connections. Default: 20")
    private @Nullable Heartbeat heartbeat;

    @Option(
            names = "--follow-redirects",
            description =
                    "Go where a redirect leads, up to " + MOST_REDIRECTS + " times, and never from wss:// to ws://.")
    private boolean followRedirects;

    @Option(
            names = "--compression",
            paramLabel = "on|off",
            defaultValue = "on",
            converter = ClientCompressionConverter.class,
            description = "Whether to offer permessage-deflate. Default: ${DEFAULT-VALUE}")
    private Compression compression = Compression.ON;

    @Mixin
    private MessageLimitOption maxMessage = new MessageLimitOption();

    @Option(
            names = "--wait",
            paramLabel = "TIME",
            converter = DurationConverter.class,
            description = "In a pipe: stay open for this long after the end of the input, such as 500ms or 1h.")
    private @Nullable Duration stay;

    @Mixin
    private ReconnectOptions reconnect = new ReconnectOptions();

    @Option(
            names = "--json",
            description = "Write each event as one JSON object on a line of standard output, the report last. The input"
                    + " is read as in a pipe.")
    private boolean json;

    @Mixin
    private LanguageOption language = new LanguageOption();

    @Option(
            names = {"-v", "--verbose"},
            description = "Show pings, pongs and times, and the whole report also after a clean end.")
    private boolean verbose;

    /** Makes the command for these streams. */
    public ConnectCommand(StandardStreams streams) {
        this.streams = streams;
    }

    @Override
    public Integer call() throws CommandFailure, InterruptedException {
        return new ConnectRun(settings(), streams, Clock.system(ZoneId.systemDefault()))
                .run()
                .code();
    }

    private ConnectSettings settings() {
        if (url == null) {
            throw new ParameterException(spec.commandLine(), "URL is missing");
        }
        return new ConnectSettings(
                url,
                reach.settings(spec.commandLine(), url, followRedirects),
                requiredExtensions,
                Optional.ofNullable(heartbeat),
                followRedirects ? MOST_REDIRECTS : 0,
                compression != Compression.OFF,
                maxMessage.bytes(),
                Optional.ofNullable(stay),
                reconnect.settings(spec.commandLine(), reach.headers()),
                json,
                language.texts(streams.locale()).locale(),
                verbose);
    }
}
