package dev.sockeye.cli.connect;

import dev.sockeye.protocol.MessageType;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/** Does what a user types at the prompt, until the user closes or the connection is over. */
final class TerminalInput implements ConversationInput {
    private static final String HOME = "~/";

    private final LineTerminal terminal;
    private final TerminalPrinter printer;

    TerminalInput(LineTerminal terminal, TerminalPrinter printer) {
        this.terminal = terminal;
        this.printer = printer;
    }

    @Override
    public void run(Conversation conversation, Talk talk) throws InterruptedException {
        boolean more = true;
        while (more) {
            Optional<String> line = terminal.readLine(conversation::isOver);
            more = line.isPresent() && obey(TypedLine.parse(line.get()), conversation, talk);
        }
    }

    @Override
    public boolean endsWhenInterrupted() {
        return true;
    }

    /** Returns whether to go on. */
    private boolean obey(TypedLine line, Conversation conversation, Talk talk) throws InterruptedException {
        if (line instanceof TypedLine.Text text) {
            // RFC 6455 §5.6: text is UTF-8, which has no form for half a surrogate pair; it becomes "?".
            ByteBuffer utf8 = StandardCharsets.UTF_8.encode(text.text());
            return conversation.send(talk, MessageType.TEXT, utf8);
        }
        if (line instanceof TypedLine.Close close) {
            talk.close(close.payload());
            return false;
        }
        if (line instanceof TypedLine.Ping ping) {
            return conversation.ping(talk, ping.payload());
        }
        if (line instanceof TypedLine.Binary binary) {
            return sendFile(binary.file(), conversation, talk);
        }
        if (line instanceof TypedLine.Verbose) {
            printer.toggleVerbose();
        } else if (line instanceof TypedLine.Help) {
            printer.note(TypedLine.HELP);
        } else if (line instanceof TypedLine.Wrong wrong) {
            printer.note(wrong.problem());
        }
        return true;
    }

    private boolean sendFile(String name, Conversation conversation, Talk talk) throws InterruptedException {
        Path file = name.startsWith(HOME)
                ? Path.of(System.getProperty("user.home"), name.substring(HOME.length()))
                : Path.of(name);
        try {
            byte[] bytes = Files.readAllBytes(file);
            boolean taken = conversation.send(talk, MessageType.BINARY, ByteBuffer.wrap(bytes));
            if (taken) {
                printer.note("Sent " + bytes.length + " bytes");
            }
            return taken;
        } catch (NoSuchFileException e) {
            printer.note(file + " does not exist");
        } catch (IOException | OutOfMemoryError e) {
            printer.note(file + " cannot be read: " + e.getMessage());
        }
        return true;
    }
}
