package dev.sockeye.cli.option;

import dev.sockeye.ProxySettings;
import dev.sockeye.protocol.handshake.Header;
import dev.sockeye.protocol.handshake.WebSocketUri;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** The options of a command that is a client, for how it reaches a server. */
public final class ReachOptions {
    @Option(
            names = "--subprotocol",
            paramLabel = "NAME",
            split = ",",
            converter = TokenConverter.class,
            description = "Offer a subprotocol; again, or after a comma, for more, the most wanted first.")
    private List<String> subprotocols = new ArrayList<>();

    @Option(
            names = "--header",
            paramLabel = "'NAME: VALUE'",
            converter = HeaderConverter.class,
            description = "Send a header with the handshake; again for more.")
    private List<Header> headers = new ArrayList<>();

    @Option(
            names = "--origin",
            paramLabel = "ORIGIN",
            converter = OriginConverter.class,
            description = "Send an Origin header, as a browser does for a page, such as https://example.com.")
    private @Nullable String origin;

    @Option(names = "--ca", paramLabel = "FILE", description = "Trust the certificates in this PEM file as well.")
    private @Nullable Path trusted;

    @Option(
            names = "--insecure",
            description = "Take any certificate for any host. Anyone between the two ends can then read and change all"
                    + " that passes.")
    private boolean insecure;

    @Option(
            names = "--proxy",
            paramLabel = "URL",
            converter = ProxyConverter.class,
            description =
                    "Go through a proxy: http://HOST:PORT, socks5://HOST:PORT, either with USER:PASSWORD@ before HOST,"
                            + " or system for the one that Java is set to.")
    private @Nullable ProxySettings proxy;

    /** {@return the headers, in their order} */
    public List<Header> headers() {
        return headers;
    }

    /**
     * {@return the settings}
     *
     * @param command for what is said of settings that do not go together
     * @param mayTurnSecure whether a redirect may lead from a URL without TLS to one with it
     * @throws ParameterException if they do not go together
     */
    public Reach settings(CommandLine command, WebSocketUri url, boolean mayTurnSecure) {
        if (insecure && trusted != null) {
            throw new ParameterException(command, "--insecure takes any certificate; leave out --ca");
        }
        if ((insecure || trusted != null) && !url.secure() && !mayTurnSecure) {
            throw new ParameterException(
                    command, (insecure ? "--insecure" : "--ca") + " is for wss:// URLs; ws:// has no TLS");
        }
        return new Reach(
                subprotocols,
                headers,
                Optional.ofNullable(origin),
                Optional.ofNullable(trusted),
                insecure,
                Optional.ofNullable(proxy).orElse(ProxySettings.none()));
    }
}
