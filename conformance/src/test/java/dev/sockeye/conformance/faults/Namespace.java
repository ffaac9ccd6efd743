package dev.sockeye.conformance.faults;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/**
 * Another machine on a link of its own: a network namespace of Linux. Needs root, and the programs {@code ip} and {@code nft}.
 *
 * @param name of the namespace
 * @param near the name of the link's end here
 * @param net the first three numbers of the link's addresses
 */
record Namespace(String name, String near, String net) implements AutoCloseable {
    private static final long LIMIT_SECONDS = 10;

    /** {@return a namespace that can be reached; skips the test where none can be made} */
    static Namespace create() throws Exception {
        RealProxy.program("ip");
        RealProxy.program("nft");
        int number = new Random().nextInt(1 << 16);
        Namespace made = new Namespace(
                "skm%04x".formatted(number),
                "skn%04x".formatted(number),
                "10.%d.%d".formatted(200 + (number >> 13), (number >> 5) & 0xff));
        Assumptions.assumeTrue(made.run("ip", "netns", "add", made.name), "network namespaces are not available");
        try {
            made.ip("link", "add", made.near, "type", "veth", "peer", "name", "there", "netns", made.name);
            made.ip("addr", "add", made.here() + "/24", "dev", made.near);
            made.ip("link", "set", made.near, "up");
            made.ip("-n", made.name, "addr", "add", made.there() + "/24", "dev", "there");
            made.ip("-n", made.name, "link", "set", "there", "up");
            return made;
        } catch (AssertionError failed) {
            made.close();
            throw failed;
        }
    }

    /** {@return the address of this end of the link} */
    String here() {
        return net + ".1";
    }

    /** {@return the address of the machine} */
    String there() {
        return net + ".2";
    }

    /** {@return an address on the link that nobody has} */
    String nobody() {
        return net + ".3";
    }

    /** {@return what runs a program on the machine} */
    String[] prefix() {
        return new String[] {RealProxy.program("ip"), "netns", "exec", name};
    }

    /** Drops every packet that comes to the machine, or goes from it. */
    void dropAll() throws Exception {
        rules("drop");
    }

    /** Drops every twentieth packet or so. */
    void dropSome() throws Exception {
        rules("numgen random mod 100 < 5 drop");
    }

    private void rules(String rule) throws Exception {
        String text = "add table inet fault; "
                + "add chain inet fault coming { type filter hook input priority 0; }; "
                + "add chain inet fault going { type filter hook output priority 0; }; "
                + "add rule inet fault coming " + rule + "; add rule inet fault going " + rule;
        must(RealProxy.program("ip"), "netns", "exec", name, RealProxy.program("nft"), text);
    }

    /**
     * Has the machine's firewall forget flows that were idle for this long.
     *
     * @param verdict what it does with packets of flows that it does not know, such as {@code drop}
     */
    void forgetFlows(Duration idle, String verdict) throws Exception {
        must(
                RealProxy.program("ip"),
                "netns",
                "exec",
                name,
                RealProxy.program("sh"),
                "-c",
                "echo " + idle.toSeconds() + " > /proc/sys/net/netfilter/nf_conntrack_tcp_timeout_established");
        // What opens a flow passes, and what belongs to a known one.
        String text = "add table inet fault; "
                + "add chain inet fault coming { type filter hook input priority 0; }; "
                + "add rule inet fault coming tcp flags & (fin|syn|rst|ack) != syn ct state new " + verdict;
        must(RealProxy.program("ip"), "netns", "exec", name, RealProxy.program("nft"), text);
    }

    void linkDown() throws Exception {
        ip("link", "set", near, "down");
    }

    void removeAddress() throws Exception {
        ip("addr", "del", here() + "/24", "dev", near);
    }

    private void ip(String... arguments) throws Exception {
        String[] command = new String[arguments.length + 1];
        command[0] = RealProxy.program("ip");
        System.arraycopy(arguments, 0, command, 1, arguments.length);
        must(command);
    }

    private void must(String... command) throws Exception {
        if (!run(command)) {
            throw new AssertionError("failed: " + List.of(command));
        }
    }

    private boolean run(String... command) throws IOException, InterruptedException {
        String[] whole = command.clone();
        whole[0] = command[0].startsWith("/") ? command[0] : RealProxy.program(command[0]);
        Process process = new ProcessBuilder(whole).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        boolean ended = process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS);
        return ended && process.exitValue() == 0 && output.length() < (1 << 16);
    }

    /** Takes away the link and the namespace; what still runs there is ended by who started it. */
    @Override
    public void close() throws IOException {
        try {
            run("ip", "link", "del", near);
            run("ip", "netns", "del", name);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
