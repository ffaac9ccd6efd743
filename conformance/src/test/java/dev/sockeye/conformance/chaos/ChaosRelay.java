package dev.sockeye.conformance.chaos;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Queue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Stands between one link and the server and passes bytes on until it is told to cut. It is the witness that a link never has
 * two connections: when one comes while the link's end of the former is still open, it says so.
 */
final class ChaosRelay implements AutoCloseable {
    private static final int BYTES = 8 << 10;
    private static final long PATIENCE_SECONDS = 10;

    private final InetSocketAddress server;
    private final Queue<String> violations;
    private InetSocketAddress door;
    private volatile @Nullable ServerSocket listening;
    private volatile @Nullable Pair current;
    private @Nullable Thread porter;

    /** @param host an address of this machine that nobody else uses, so that its port is not taken while the door is closed */
    ChaosRelay(String host, int serverPort, Queue<String> violations) throws IOException {
        server = new InetSocketAddress(InetAddress.getLoopbackAddress(), serverPort);
        door = new InetSocketAddress(host, 0);
        this.violations = violations;
        open();
    }

    /** {@return host and port} */
    String address() {
        return door.getHostString() + ":" + door.getPort();
    }

    /** Listens, again at the same port. */
    void open() throws IOException {
        ServerSocket made = new ServerSocket();
        made.setReuseAddress(true);
        made.bind(door);
        door = new InetSocketAddress(door.getHostString(), made.getLocalPort());
        listening = made;
        porter = start("porter", () -> accept(made));
    }

    /** Cuts the connection of the moment. */
    void cut(Cut cut) throws IOException {
        if (cut == Cut.REFUSE) {
            shut();
        }
        Pair pair = current;
        if (pair == null) {
            throw new IllegalStateException("no connection to cut");
        }
        switch (cut) {
            case RST, REFUSE -> pair.reset();
            case FIN, UNAVAILABLE -> pair.finish();
            case BLACKHOLE -> pair.passing = false;
            case FREEZE -> pair.frozen = new CountDownLatch(1);
        }
    }

    private void accept(ServerSocket listener) {
        while (!listener.isClosed()) {
            try {
                Socket near = listener.accept();
                Pair former = current;
                if (former != null && !former.awaitNearGone()) {
                    violations.add("a second connection to " + address() + " while the first is open");
                }
                Pair pair = new Pair(near);
                // First of all, so that a cut that follows the opening finds it.
                current = pair;
                pair.begin();
            } catch (IOException closed) {
                // The loop's condition tells whether that was meant; an attempt that was reset is no matter of the
                // relay.
            }
        }
    }

    private void shut() throws IOException {
        ServerSocket listener = listening;
        if (listener != null) {
            listener.close();
        }
    }

    @Override
    public void close() throws IOException {
        shut();
        Thread thread = porter;
        if (thread != null) {
            try {
                thread.join(TimeUnit.SECONDS.toMillis(PATIENCE_SECONDS));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        Pair pair = current;
        if (pair != null) {
            pair.reset();
        }
    }

    private static Thread start(String name, Runnable task) {
        Thread thread = new Thread(task, "chaos-" + name);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    /** One connection of the link, and the one to the server for it. */
    private final class Pair {
        final Socket near;
        final Socket far = new Socket();
        final CountDownLatch nearGone = new CountDownLatch(1);
        volatile boolean passing = true;
        volatile CountDownLatch frozen = new CountDownLatch(0);

        Pair(Socket near) throws IOException {
            this.near = near;
            try {
                near.setTcpNoDelay(true);
                far.setTcpNoDelay(true);
                far.connect(server);
            } catch (IOException failed) {
                nearGone.countDown();
                reset();
                throw failed;
            }
        }

        void begin() {
            start("in", () -> {
                pump(near, far);
                nearGone.countDown();
                end(far);
            });
            start("out", () -> {
                pump(far, near);
                end(near);
            });
        }

        /** {@return whether the link's end of it is over} What is frozen is read to see that. */
        boolean awaitNearGone() throws IOException {
            passing = false;
            frozen.countDown();
            try {
                boolean gone = nearGone.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
                reset();
                return gone;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return true;
            }
        }

        void reset() throws IOException {
            passing = false;
            frozen.countDown();
            for (Socket socket : new Socket[] {near, far}) {
                if (!socket.isClosed()) {
                    socket.setSoLinger(true, 0);
                    socket.close();
                }
            }
        }

        /** Ends both directions; what still comes is read, since the system would answer it with RST otherwise. */
        void finish() {
            passing = false;
            end(near);
            end(far);
        }

        private void end(Socket socket) {
            try {
                socket.shutdownOutput();
            } catch (IOException gone) {
                // It is over already, which is all that is wanted.
            }
        }

        private void pump(Socket from, Socket to) {
            byte[] bytes = new byte[BYTES];
            try {
                InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream();
                for (int read = in.read(bytes); read >= 0; read = in.read(bytes)) {
                    frozen.await();
                    if (passing) {
                        out.write(bytes, 0, read);
                    }
                }
            } catch (IOException gone) {
                // A reset is an end like others here.
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
