package dev.sockeye.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jline.utils.Signals;

/** SIGINT and SIGTERM: the first one asks the program to end in order, the second one ends it at once. */
public final class EndSignals implements AutoCloseable {
    private final Consumer<ExitCode> onFirst;
    private final AtomicBoolean came = new AtomicBoolean();
    private final List<Runnable> undo = new ArrayList<>();

    private EndSignals(Consumer<ExitCode> onFirst) {
        this.onFirst = onFirst;
    }

    /**
     * Begins to listen.
     *
     * @param onFirst called once at most, on a thread of its own, with the code that says which signal came
     */
    public static EndSignals listen(Consumer<ExitCode> onFirst) {
        EndSignals signals = new EndSignals(onFirst);
        signals.register("INT", ExitCode.INTERRUPTED);
        signals.register("TERM", ExitCode.TERMINATED);
        return signals;
    }

    private void register(String signal, ExitCode code) {
        Object before = Signals.register(signal, () -> {
            if (came.compareAndSet(false, true)) {
                onFirst.accept(code);
            } else {
                // Not System.exit, whose hooks could wait for what hangs.
                Runtime.getRuntime().halt(code.code());
            }
        });
        undo.add(() -> Signals.unregister(signal, before));
    }

    /** Gives the signals back to whoever had them before. */
    @Override
    public void close() {
        undo.forEach(Runnable::run);
    }
}
