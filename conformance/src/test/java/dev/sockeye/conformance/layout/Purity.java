package dev.sockeye.conformance.layout;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchRule;
import java.util.List;
import java.util.Set;

/** What code does not touch when bytes, commands and the time come in, and bytes, events and a deadline go out. */
final class Purity {
    private static final Set<String> CLOCK_READERS = Set.of("nanoTime", "currentTimeMillis", "now");

    private static final List<String> THREADS = List.of(
            "java.lang.Thread",
            "java.lang.ThreadGroup",
            "java.lang.ThreadLocal",
            "java.util.Timer",
            "java.util.TimerTask",
            "java.util.concurrent.CompletableFuture",
            "java.util.concurrent.CompletionService",
            "java.util.concurrent.Executor",
            "java.util.concurrent.ExecutorService",
            "java.util.concurrent.Executors",
            "java.util.concurrent.ForkJoinPool",
            "java.util.concurrent.ScheduledExecutorService",
            "java.util.concurrent.ScheduledThreadPoolExecutor",
            "java.util.concurrent.ThreadFactory",
            "java.util.concurrent.ThreadPoolExecutor",
            "java.util.concurrent.locks.LockSupport");

    /** {@code java.util.random.RandomGenerator} is not here: it may be handed in. */
    private static final List<String> RANDOM_SOURCES = List.of(
            "java.security.SecureRandom",
            "java.util.Random",
            "java.util.SplittableRandom",
            "java.util.concurrent.ThreadLocalRandom");

    /** The part of java.net that only computes. */
    private static final List<String> NET_WITHOUT_NETWORK = List.of(
            "java.net.IDN",
            "java.net.URI",
            "java.net.URISyntaxException",
            "java.net.URLDecoder",
            "java.net.URLEncoder");

    /** The part of java.io that only holds bytes, or that every exception and lambda may name. */
    private static final List<String> IO_WITHOUT_IO =
            List.of("java.io.ByteArrayOutputStream", "java.io.Serial", "java.io.Serializable");

    static final ArchRule NO_CLOCK = noClasses()
            .should()
            .accessTargetWhere(describe("read a clock", Purity::readsAClock))
            .orShould()
            .dependOnClassesThat()
            .areAssignableTo("java.time.Clock")
            .as("no clock is read");

    static final ArchRule NO_THREAD =
            noClasses().should().dependOnClassesThat(named(THREADS)).as("no thread is started, named or waited for");

    static final ArchRule NO_RANDOMNESS = noClasses()
            .should()
            .dependOnClassesThat(named(RANDOM_SOURCES))
            .orShould()
            .accessTargetWhere(describe("make random values", Purity::makesRandomness))
            .as("no randomness is made");

    static final ArchRule NO_NETWORK_AND_NO_FILES = noClasses()
            .should()
            .dependOnClassesThat(describe("reach the network or the file system", Purity::reachesOutside))
            .as("no network and no file is touched");

    static final ArchRule NO_LOGGING = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAPackage("java.util.logging..")
            .orShould()
            .dependOnClassesThat()
            .areAssignableTo("java.lang.System$Logger")
            .orShould()
            .accessTargetWhere(describe("print", Purity::prints))
            .as("nothing is logged or printed");

    static final List<ArchRule> RULES =
            List.of(NO_CLOCK, NO_THREAD, NO_RANDOMNESS, NO_NETWORK_AND_NO_FILES, NO_LOGGING);

    static final ArchRule NO_STREAMS = noClasses()
            .should()
            .dependOnClassesThat(describe("are streams", Purity::streams))
            .as("no stream is read or written");

    static final ArchRule NO_SLEEP = noClasses()
            .should()
            .accessTargetWhere(describe("sleep", Purity::sleeps))
            .as("nothing sleeps; a test waits for an event or moves a virtual clock");

    private Purity() {}

    private static DescribedPredicate<JavaClass> named(List<String> names) {
        return describe("are one of " + names, type -> names.contains(type.getFullName()));
    }

    private static boolean readsAClock(JavaAccess<?> access) {
        String owner = access.getTargetOwner().getFullName();
        return CLOCK_READERS.contains(access.getName())
                && (owner.equals("java.lang.System") || owner.startsWith("java.time."));
    }

    private static boolean makesRandomness(JavaAccess<?> access) {
        return isOneOf(access, "java.lang.Math", "random")
                || isOneOf(access, "java.util.UUID", "randomUUID")
                || isOneOf(access, "java.util.random.RandomGenerator", "of", "getDefault")
                || isOneOf(access, "java.util.random.RandomGeneratorFactory", "of", "getDefault", "all");
    }

    private static boolean reachesOutside(JavaClass type) {
        String name = type.getFullName();
        String packageName = type.getPackageName();
        if (packageName.equals("java.net")) {
            return !NET_WITHOUT_NETWORK.contains(name);
        }
        return packageName.startsWith("java.net.http")
                || packageName.startsWith("java.nio.channels")
                || packageName.startsWith("java.nio.file")
                || name.startsWith("java.io.File")
                || name.equals("java.io.RandomAccessFile");
    }

    private static boolean streams(JavaClass type) {
        return type.getPackageName().equals("java.io") && !IO_WITHOUT_IO.contains(type.getFullName());
    }

    private static boolean prints(JavaAccess<?> access) {
        return isOneOf(access, "java.lang.System", "out", "err", "getLogger");
    }

    private static boolean sleeps(JavaAccess<?> access) {
        return isOneOf(access, "java.lang.Thread", "sleep")
                || isOneOf(access, "java.util.concurrent.TimeUnit", "sleep")
                || isOneOf(access, "java.util.concurrent.locks.LockSupport", "park", "parkNanos", "parkUntil");
    }

    private static boolean isOneOf(JavaAccess<?> access, String owner, String... members) {
        return access.getTargetOwner().getFullName().equals(owner)
                && Set.of(members).contains(access.getName());
    }
}
