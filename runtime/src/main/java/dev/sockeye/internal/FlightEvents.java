package dev.sockeye.internal;

import dev.sockeye.diagnosis.Diagnosis;
import dev.sockeye.diagnosis.Finding;
import dev.sockeye.diagnosis.PastClose;
import dev.sockeye.protocol.Role;
import dev.sockeye.protocol.close.CloseReport;
import jdk.jfr.Category;
import jdk.jfr.DataAmount;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Timespan;

/**
 * The events of JDK Flight Recorder. What they hold is asked for, and a diagnosis made, only while a recording wants it.
 * Targets stand without their query, which may hold a secret.
 */
@SuppressWarnings("UnusedVariable") // The recorder reads the fields.
final class FlightEvents {
    /** Never committed: it tells whether a recording wants its kind, with no event made for each connection. */
    private static final Opened OPENED = new Opened();

    private FlightEvents() {}

    static void opened(Role role, OpenWebSocket socket, String target) {
        if (OPENED.isEnabled()) {
            Opened event = new Opened();
            event.role = role.name();
            event.target = CloseReport.redacted(target);
            event.remoteAddress = socket.remoteAddress();
            event.subprotocol = socket.subprotocol().orElse("");
            event.extensions = socket.extensions();
            event.commit();
        }
    }

    static void ended(CloseReport report) {
        if (report.opened()) {
            closed(report);
        } else {
            attemptFailed(report);
        }
    }

    private static void closed(CloseReport report) {
        Closed event = new Closed();
        if (event.shouldCommit()) {
            Finding finding = Diagnosis.of(report).first();
            event.role = report.role().name();
            event.target = report.redactedTarget();
            event.remoteAddress = report.remoteAddress();
            event.code = report.code().value();
            event.clean = report.isClean();
            event.cause = report.cause().kind().name();
            event.diagnosis = finding.causeId();
            event.confidence = finding.confidence().name();
            event.age = PastClose.age(report).toNanos();
            event.messagesIn = report.counters().messagesIn();
            event.bytesIn = report.counters().bytesIn();
            event.messagesOut = report.counters().messagesOut();
            event.bytesOut = report.counters().bytesOut();
            event.commit();
        }
    }

    private static void attemptFailed(CloseReport report) {
        AttemptFailed event = new AttemptFailed();
        if (event.shouldCommit()) {
            Finding finding = Diagnosis.of(report).first();
            event.role = report.role().name();
            event.target = report.redactedTarget();
            event.remoteAddress = report.remoteAddress();
            event.httpStatus = report.handshake().status().orElse(0);
            event.cause = report.cause().kind().name();
            event.diagnosis = finding.causeId();
            event.confidence = finding.confidence().name();
            event.commit();
        }
    }

    static void pingRoundTrip(Role role, OpenWebSocket socket, long nanos) {
        PingRoundTrip event = new PingRoundTrip();
        if (event.shouldCommit()) {
            event.role = role.name();
            event.remoteAddress = socket.remoteAddress();
            event.roundTrip = nanos;
            event.commit();
        }
    }

    static void stalled(long nanos) {
        Stall event = new Stall();
        if (event.shouldCommit()) {
            event.late = nanos;
            event.commit();
        }
    }

    /** What events of one peer have in common. */
    @Category("Sockeye")
    @StackTrace(false)
    private abstract static class PeerEvent extends Event {
        @Label("Role")
        @Description("Which end this process is: CLIENT or SERVER")
        String role = "";

        @Label("Remote Address")
        String remoteAddress = "";
    }

    @Name("dev.sockeye.Opened")
    @Label("WebSocket Opened")
    @Description("The opening handshake of a WebSocket has succeeded")
    private static final class Opened extends PeerEvent {
        @Label("Target")
        @Description("The URI, on a server the path; without the query")
        String target = "";

        @Label("Subprotocol")
        String subprotocol = "";

        @Label("Extensions")
        @Description("As agreed, with their parameters")
        String extensions = "";
    }

    /** What is known of an end, be it a connection's or an attempt's. */
    private abstract static class EndEvent extends PeerEvent {
        @Label("Target")
        @Description("The URI, on a server the path; without the query")
        String target = "";

        @Label("Cause")
        @Description("What set the end in motion, as this end saw it")
        String cause = "";

        @Label("Diagnosis")
        @Description("The id of the likeliest explanation; `sockeye explain ID` tells it in words")
        String diagnosis = "";

        @Label("Confidence")
        @Description("How sure the diagnosis is: LOW, MEDIUM or HIGH")
        String confidence = "";
    }

    @Name("dev.sockeye.Closed")
    @Label("WebSocket Closed")
    @Description("A WebSocket that was open has ended")
    private static final class Closed extends EndEvent {
        @Label("Close Code")
        @Description("The code of the peer's Close frame; 1005 if it had none, 1006 if no Close frame came")
        int code;

        @Label("Clean")
        @Description("Whether the closing handshake was completed")
        boolean clean;

        @Label("Age")
        @Description("How long it had been open")
        @Timespan(Timespan.NANOSECONDS)
        long age;

        @Label("Messages In")
        long messagesIn;

        @Label("Bytes In")
        @DataAmount
        long bytesIn;

        @Label("Messages Out")
        long messagesOut;

        @Label("Bytes Out")
        @DataAmount
        long bytesOut;
    }

    @Name("dev.sockeye.AttemptFailed")
    @Label("WebSocket Attempt Failed")
    @Description("An attempt to open a WebSocket has failed")
    private static final class AttemptFailed extends EndEvent {
        @Label("HTTP Status")
        @Description("Of the answer to the opening handshake; 0 if there was none")
        int httpStatus;
    }

    @Name("dev.sockeye.PingRoundTrip")
    @Label("WebSocket Ping Round Trip")
    @Description("A ping of the heartbeat's was answered")
    private static final class PingRoundTrip extends PeerEvent {
        @Label("Round Trip Time")
        @Timespan(Timespan.NANOSECONDS)
        long roundTrip;
    }

    @Name("dev.sockeye.Stall")
    @Label("Event Loop Stall")
    @Description("The event loop of this thread stood still for 200 ms or more while it had WebSockets")
    @Category("Sockeye")
    @StackTrace(false)
    private static final class Stall extends Event {
        @Label("Late")
        @Description("How much later than it should have the loop came round")
        @Timespan(Timespan.NANOSECONDS)
        long late;
    }
}
