package dev.sockeye.compare;

import java.io.BufferedReader;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** What tells of a run: the machine, the versions, the command. */
final class Machine {
    private Machine() {}

    static ObjectNode describe(Workspace workspace, String date, String command, int rounds, Timing timing) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("date", date)
                .put("revision", revision(workspace.root()))
                .put("command", command)
                .put("rounds", Integer.toString(rounds))
                .put("window", timing.seconds() + " s after " + timing.warmup() + " s of the same load")
                .put("processor", lineOf("/proc/cpuinfo", "model name").replaceFirst("^.*: *", ""))
                .put("cores", Integer.toString(Runtime.getRuntime().availableProcessors()))
                .put("kernel", System.getProperty("os.name") + " " + System.getProperty("os.version"))
                .put("congestion control", lineOf("/proc/sys/net/ipv4/tcp_congestion_control", ""))
                .put("JDK", System.getProperty("java.vm.name") + " " + System.getProperty("java.runtime.version"))
                .put("JVM flags", String.join(" ", Peer.Start.usual(false).jvmFlags()));
    }

    /** {@return the commit that is measured, and whether the tree differs from it} */
    private static String revision(Path root) {
        try (BufferedReader answer = new ProcessBuilder("git", "describe", "--always", "--dirty")
                .directory(root.toFile())
                .redirectError(Redirect.DISCARD)
                .start()
                .inputReader(StandardCharsets.UTF_8)) {
            return Optional.ofNullable(answer.readLine()).orElse("unknown");
        } catch (IOException e) {
            return "unknown";
        }
    }

    private static String lineOf(String file, String prefix) {
        try {
            return Files.readAllLines(Path.of(file)).stream()
                    .filter(line -> line.startsWith(prefix))
                    .findFirst()
                    .orElse("unknown");
        } catch (IOException e) {
            return "unknown";
        }
    }
}
