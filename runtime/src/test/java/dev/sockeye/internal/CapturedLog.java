package dev.sockeye.internal;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** Takes what is logged under a name, instead of having it shown. Safe from any thread. */
public final class CapturedLog implements AutoCloseable {
    private final List<LogRecord> entries = new CopyOnWriteArrayList<>();
    private final Logger log;
    private final Handler handler = new Handler() {
        @Override
        public void publish(LogRecord entry) {
            entries.add(entry);
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    public CapturedLog(String name) {
        log = Logger.getLogger(name);
        log.addHandler(handler);
        log.setUseParentHandlers(false);
    }

    /** {@return the warnings so far} */
    public List<String> warnings() {
        return entries.stream()
                .filter(entry -> entry.getLevel().equals(Level.WARNING))
                .map(LogRecord::getMessage)
                .toList();
    }

    @Override
    public void close() {
        log.removeHandler(handler);
        log.setUseParentHandlers(true);
    }
}
