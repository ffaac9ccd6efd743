package dev.sockeye.conformance.faults;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;

/** Another library's WebSocket client, with its defaults, as a user has it who listens to all that it tells. */
interface OtherClient extends AutoCloseable {
    /** {@return its name, with a version where it is not the JDK's} */
    String name();

    /** {@return what the user of an attempt gets to see} */
    Sight connect(String uri);

    @Override
    void close();

    /** What the user of one attempt gets to see. */
    interface Sight {
        /** {@return whether the client said in time that the connection is open} */
        boolean awaitOpen(Duration limit) throws InterruptedException;

        /** {@return what the client told besides, as soon as it was over; nothing if it was not over in time} */
        List<String> awaitEnd(Duration limit) throws InterruptedException;
    }

    /** {@return an exception and what caused it, in its own words} */
    static String words(Throwable failure) {
        Throwable told = failure;
        while ((told instanceof CompletionException || told instanceof ExecutionException) && told.getCause() != null) {
            told = told.getCause();
        }
        StringBuilder words = new StringBuilder(named(told));
        Throwable cause = told.getCause();
        if (cause != null && !named(cause).equals(named(told))) {
            words.append(", caused by ").append(named(cause));
        }
        return words.toString();
    }

    private static String named(Throwable failure) {
        String message = failure.getMessage();
        return failure.getClass().getSimpleName() + (message == null ? "" : ": " + message);
    }
}
