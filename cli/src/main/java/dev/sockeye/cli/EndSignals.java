package dev.sockeye.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jline.utils.Signals;

/**
 * SIGINT and SIGTERM: the first one asks the program to end in order, the last one ends it at once. Between them may be one
 * that asks it to hurry.
 */
public final class EndSignals implements AutoCloseable {
    private final List<Consumer<ExitCode>> steps;
    private final AtomicInteger came = new AtomicInteger();
    private final List<Runnable> undo = new ArrayList<>();

    private EndSignals(List<Consumer<ExitCode>> steps) {
        this.steps = steps;
    }

    /**
     * Begins to listen; the second signal ends the program at once.
     *
     * @param onFirst called once at most, on a thread of its own, with the code that says which signal came
     */
    public static EndSignals listen(Consumer<ExitCode> onFirst) {
        return listen(List.of(onFirst));
    }

    /**
     * Begins to listen; the third signal ends the program at once.
     *
     * @param onFirst called as {@code onSecond}: once at most, on a thread of its own, with the code that says which signal
     *     came
     */
    public static EndSignals listen(Consumer<ExitCode> onFirst, Consumer<ExitCode> onSecond) {
        return listen(List.of(onFirst, onSecond));
    }

    private static EndSignals listen(List<Consumer<ExitCode>> steps) {
        EndSignals signals = new EndSignals(steps);
        signals.register("INT", ExitCode.INTERRUPTED);
        signals.register("TERM", ExitCode.TERMINATED);
        return signals;
    }

    private void register(String signal, ExitCode code) {
        Object earlier = Signals.register(signal, () -> {
            int before = came.getAndUpdate(count -> Math.min(count + 1, steps.size()));
            if (before < steps.size()) {
                steps.get(before).accept(code);
            } else {
                // Not System.exit, whose hooks could wait for what hangs.
                Runtime.getRuntime().halt(code.code());
            }
        });
        undo.add(() -> Signals.unregister(signal, earlier));
    }

    /** Gives the signals back to whoever had them before. */
    @Override
    public void close() {
        undo.forEach(Runnable::run);
    }
}
