package dev.sockeye.cli.bench;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;

/** What a thread of this process has had of the processors. Safe from any thread. */
interface ThreadClock {
    /** {@return what it has had so far} */
    TaskTime read();

    /** {@return the clock of the thread that calls} On Linux it also tells how long the thread has waited. */
    static ThreadClock ofCurrentThread() {
        try {
            Path task = Path.of("/proc").resolve(Files.readSymbolicLink(Path.of("/proc/thread-self")));
            TaskTime.of(task);
            return () -> TaskTime.ofOrNone(task);
        } catch (IOException notLinux) {
            long id = Thread.currentThread().getId();
            return () ->
                    new TaskTime(Math.max(0, ManagementFactory.getThreadMXBean().getThreadCpuTime(id)), 0);
        }
    }
}
