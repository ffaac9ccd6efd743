package dev.sockeye.testkit.fault;

import dev.sockeye.protocol.Role;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/** A server on the loopback that does the same {@link Fault} to every connection. Closing it cuts them all. */
public final class FaultyServer implements AutoCloseable {
    private static final int BACKLOG = 50;
    private static final int LONGEST_WAIT_MILLIS = 60_000;

    private final ServerSocket listening;
    private final @Nullable SSLContext tls;
    private final Fault fault;
    private final CountDownLatch ending = new CountDownLatch(1);
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();

    private FaultyServer(Fault fault, @Nullable SSLContext tls) throws IOException {
        this.fault = fault;
        this.tls = tls;
        listening = new ServerSocket(0, BACKLOG, InetAddress.getLoopbackAddress());
        daemon("faulty-server", this::accept);
    }

    /** {@return a server that listens on a free port} */
    public static FaultyServer start(Fault fault) throws IOException {
        return new FaultyServer(fault, null);
    }

    /** {@return a server that speaks TLS on a free port} */
    public static FaultyServer startTls(SSLContext context, Fault fault) throws IOException {
        return new FaultyServer(fault, context);
    }

    /** {@return the port that it listens on} */
    public int port() {
        return listening.getLocalPort();
    }

    private void accept() {
        while (ending.getCount() > 0) {
            try {
                Socket tcp = listening.accept();
                open.add(tcp);
                daemon("faulty-connection", () -> serve(tcp));
            } catch (IOException closed) {
                // The server is closing, or the client went before it was accepted.
            }
        }
    }

    private void serve(Socket tcp) {
        try (tcp) {
            tcp.setTcpNoDelay(true);
            tcp.setSoTimeout(LONGEST_WAIT_MILLIS);
            fault.inject(new FaultyPeer(Role.SERVER, tcp, secured(tcp), ending, ""));
        } catch (IOException gone) {
            // The other end went first; what it makes of it is in its report.
        } finally {
            open.remove(tcp);
        }
    }

    private Socket secured(Socket tcp) throws IOException {
        if (tls == null) {
            return tcp;
        }
        SSLSocket socket = (SSLSocket)
                tls.getSocketFactory().createSocket(tcp, tcp.getInetAddress().getHostAddress(), tcp.getPort(), false);
        socket.setUseClientMode(false);
        return socket;
    }

    static void daemon(String name, Runnable work) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
    }

    /** Stops listening and cuts what is still open. */
    @Override
    public void close() throws IOException {
        ending.countDown();
        listening.close();
        for (Socket socket : open) {
            socket.close();
        }
    }
}
