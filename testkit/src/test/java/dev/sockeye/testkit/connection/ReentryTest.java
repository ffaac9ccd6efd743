package dev.sockeye.testkit.connection;

import static dev.sockeye.testkit.connection.Endpoint.closeFrame;
import static dev.sockeye.testkit.connection.Endpoint.control;
import static dev.sockeye.testkit.connection.Endpoint.text;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sockeye.protocol.MessageType;
import dev.sockeye.protocol.Role;
import dev.sockeye.protocol.close.CloseCause;
import dev.sockeye.protocol.close.CloseCode;
import dev.sockeye.protocol.close.TransportEnd;
import dev.sockeye.protocol.connection.Phase;
import dev.sockeye.protocol.frame.Opcode;
import dev.sockeye.testkit.Event;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** An application that calls the connection back from within its calls. The recorder holds it to the sink's contract. */
class ReentryTest {
    private static final Duration IDLE_TIMEOUT = Duration.ofSeconds(30);

    private record Step(String name, Consumer<Endpoint> action) {
        @Override
        public String toString() {
            return name;
        }
    }

    /** What an application may do in a callback. */
    private static final List<Step> REACTIONS = List.of(
            new Step("send", end -> end.sendText("from within")),
            new Step("close", end -> end.close(CloseCode.NORMAL, "from within")),
            new Step("abort", ReentryTest::abort),
            new Step("pause", end -> end.connection.pause()),
            new Step("send and close", end -> {
                end.sendText("from within");
                end.close(CloseCode.NORMAL, "from within");
            }),
            new Step("close and abort", end -> {
                end.close(CloseCode.NORMAL, "from within");
                abort(end);
            }));

    /** What makes the connection call the application. */
    private static final List<Step> OCCASIONS = List.of(
            new Step("a message", end -> end.receive(text("hello"))),
            new Step("a ping", end -> end.receive(control(Opcode.PING, "hello"))),
            new Step("a pong", end -> end.receive(control(Opcode.PONG, "hello"))),
            new Step("the peer's Close", end -> end.receive(closeFrame(1000, "bye"))),
            new Step("the peer's Close within a message of ours", end -> {
                end.send(MessageType.TEXT, "unfinished", false);
                end.receive(closeFrame(1000, "bye"));
            }),
            new Step("a violation", end -> end.receive(new byte[] {(byte) 0x83})),
            new Step("our Close", end -> end.close(CloseCode.NORMAL, "")),
            new Step("idling", end -> end.pass(IDLE_TIMEOUT)),
            new Step("the end of the transport", end -> end.end(TransportEnd.Kind.RST)),
            new Step("a cut", ReentryTest::abort));

    private static void abort(Endpoint end) {
        end.connection.abort(new CloseCause.Aborted(), end.now());
    }

    static Stream<Arguments> everyReactionToEveryOccasion() {
        return OCCASIONS.stream()
                .flatMap(occasion -> REACTIONS.stream()
                        .flatMap(reaction ->
                                Stream.of(Role.values()).map(role -> Arguments.of(role, occasion, reaction))));
    }

    @ParameterizedTest
    @MethodSource("everyReactionToEveryOccasion")
    void anApplicationMayDoAnythingInAnyCallbackAndGetsOneReport(Role role, Step occasion, Step reaction) {
        Endpoint end = Endpoint.of(role, settings -> settings.idleTimeout(IDLE_TIMEOUT));
        end.sink.react(event -> reaction.action().accept(end));

        occasion.action().accept(end);
        end.connection.resume(end.now());
        end.end(TransportEnd.Kind.FIN);

        assertThat(end.phase()).isEqualTo(Phase.CLOSED);
        List<Event> events = end.events();
        assertThat(events.get(events.size() - 1)).isInstanceOf(Event.Closed.class);
        assertThat(end.sent())
                .filteredOn(frame -> frame.opcode() == Opcode.CLOSE)
                .hasSizeLessThan(2);
    }

    @ParameterizedTest
    @EnumSource(Role.class)
    void aCutInTheMiddleOfTheInputStopsItThere(Role role) {
        Endpoint end = Endpoint.of(role);
        end.sink.react(event -> {
            if (event.equals(new Event.Text("one"))) {
                abort(end);
            }
        });

        end.receive(text("one"), text("two"));

        assertThat(end.sink.messages()).containsExactly(new Event.Text("one"));
        assertThat(end.report().counters().messagesIn()).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource(Role.class)
    void anEchoFromWithinTheCallbackGoesOutBeforeTheNextMessageIsRead(Role role) {
        Endpoint end = Endpoint.of(role);
        end.sink.react(event -> {
            if (event instanceof Event.Text message) {
                end.sendText(message.text());
            }
        });

        end.receive(text("one"), control(Opcode.PING, "?"), text("two"));

        assertThat(end.sent()).containsExactly(text("one"), control(Opcode.PONG, "?"), text("two"));
    }

    @ParameterizedTest
    @EnumSource(Role.class)
    void aCloseFromWithinTheCallbackOfAPingGoesOutBehindThePong(Role role) {
        Endpoint end = Endpoint.of(role);
        end.sink.react(event -> {
            if (event instanceof Event.Ping) {
                end.close(CloseCode.NORMAL, "");
            }
        });

        end.receive(control(Opcode.PING, "?"));

        assertThat(end.sent()).containsExactly(control(Opcode.PONG, "?"), closeFrame(1000, ""));
    }
}
