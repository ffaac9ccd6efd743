package dev.sockeye.testkit.fault;

import dev.sockeye.protocol.Role;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.concurrent.CountDownLatch;

/** A client that does a {@link Fault} to a server on the loopback, on a thread of its own. Closing it cuts the connection. */
public final class FaultyClient implements AutoCloseable {
    private static final int LONGEST_WAIT_MILLIS = 60_000;

    private final Socket tcp;
    private final CountDownLatch ending = new CountDownLatch(1);

    private FaultyClient(Socket tcp) {
        this.tcp = tcp;
    }

    /**
     * {@return a client that has connected and begins}
     *
     * @param target of its request, such as {@code /echo}
     */
    public static FaultyClient start(int port, String target, Fault fault) throws IOException {
        Socket tcp = new Socket(InetAddress.getLoopbackAddress(), port);
        FaultyClient client = new FaultyClient(tcp);
        FaultyServer.daemon("faulty-client", () -> client.run(target, fault));
        return client;
    }

    private void run(String target, Fault fault) {
        try (tcp) {
            tcp.setTcpNoDelay(true);
            tcp.setSoTimeout(LONGEST_WAIT_MILLIS);
            fault.inject(new FaultyPeer(Role.CLIENT, tcp, tcp, ending, target));
        } catch (IOException gone) {
            // The server went first; what it makes of it is in its report.
        }
    }

    @Override
    public void close() throws IOException {
        ending.countDown();
        tcp.close();
    }
}
