package dev.sockeye.cli.connect;

import dev.sockeye.protocol.Role;
import dev.sockeye.protocol.close.CloseCode;
import dev.sockeye.protocol.close.ClosePayload;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** What a line typed at the prompt asks for: a message, or a command that begins with "/". */
sealed interface TypedLine {
    /** The commands, as help shows them. */
    String HELP = """
            /ping [TEXT]            send a ping; its pong is shown with the time it took
            /close                  close without a code
            /close CODE [REASON]    close with a code, such as 1000 or 4001, and a reason
            /binary FILE            send a file as one binary message
            /verbose                show or hide control frames and times
            /help                   this list
            /quit                   close with 1000 and end; Ctrl-D does the same
            //TEXT                  send a text that begins with "/"
            Every other line is sent as a text message.""";

    /** RFC 6455 §5.5: a control frame carries at most 125 bytes. */
    int MOST_PING_BYTES = 125;

    record Text(String text) implements TypedLine {}

    record Ping(ByteBuffer payload) implements TypedLine {}

    record Close(ClosePayload payload) implements TypedLine {}

    record Binary(String file) implements TypedLine {}

    record Verbose() implements TypedLine {}

    record Help() implements TypedLine {}

    /** A line that asks for nothing that can be done. */
    record Wrong(String problem) implements TypedLine {}

    /** {@return what the line asks for} */
    static TypedLine parse(String line) {
        if (!line.startsWith("/")) {
            return new Text(line);
        }
        if (line.startsWith("//")) {
            return new Text(line.substring(1));
        }
        int blank = line.indexOf(' ');
        String command = blank < 0 ? line : line.substring(0, blank);
        String rest = blank < 0 ? "" : line.substring(blank + 1).strip();
        return switch (command) {
            case "/ping" -> ping(rest);
            case "/close" -> close(rest);
            case "/binary" -> rest.isEmpty() ? new Wrong("/binary needs the name of a file") : new Binary(rest);
            case "/quit" -> new Close(ClosePayload.of(CloseCode.NORMAL, ""));
            case "/verbose" -> new Verbose();
            case "/help" -> new Help();
            default -> new Wrong(command + " is no command; see /help, or begin with // to send it as a text");
        };
    }

    private static TypedLine ping(String text) {
        byte[] payload = text.getBytes(StandardCharsets.UTF_8);
        return payload.length > MOST_PING_BYTES
                ? new Wrong("A ping carries at most " + MOST_PING_BYTES + " bytes, this is " + payload.length)
                : new Ping(ByteBuffer.wrap(payload));
    }

    private static TypedLine close(String rest) {
        if (rest.isEmpty()) {
            return new Close(ClosePayload.EMPTY);
        }
        int blank = rest.indexOf(' ');
        String number = blank < 0 ? rest : rest.substring(0, blank);
        String reason = blank < 0 ? "" : rest.substring(blank + 1).strip();
        try {
            CloseCode code = new CloseCode(Integer.parseInt(number));
            code.requireSendable(Role.CLIENT);
            return new Close(ClosePayload.of(code, reason));
        } catch (NumberFormatException e) {
            return new Wrong("'" + number + "' is not a close code; expected a number such as 1000 or 4001");
        } catch (IllegalArgumentException e) {
            return new Wrong(String.valueOf(e.getMessage()));
        }
    }
}
