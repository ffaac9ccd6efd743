package dev.sockeye.client;

import dev.sockeye.protocol.handshake.AcceptValue;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/**
 * A server that does byte by byte what a test tells it, for one connection after the other. Every wait in it is bounded;
 * closing it ends its thread.
 */
final class ScriptedServer implements AutoCloseable {
    private static final int LONGEST_WAIT_MILLIS = 20_000;
    private static final Pattern KEY = Pattern.compile("(?i)^Sec-WebSocket-Key: *(\\S+)", Pattern.MULTILINE);

    /** What to do with a connection, which is closed afterwards. */
    interface Script {
        void run(Peer peer) throws IOException;
    }

    private final ServerSocket listening;
    private final @Nullable SSLContext tls;
    private final boolean wantsCertificate;
    private final Script script;
    private final Thread thread;
    private final CountDownLatch closing = new CountDownLatch(1);
    private volatile @Nullable Socket current;
    private volatile @Nullable Throwable failure;

    private ScriptedServer(@Nullable SSLContext tls, boolean wantsCertificate, Script script) throws IOException {
        this.tls = tls;
        this.wantsCertificate = wantsCertificate;
        this.script = script;
        listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        thread = new Thread(this::serve, "scripted-server");
        thread.start();
    }

    static ScriptedServer start(Script script) throws IOException {
        return new ScriptedServer(null, false, script);
    }

    static ScriptedServer startTls(SSLContext context, Script script) throws IOException {
        return new ScriptedServer(context, false, script);
    }

    /** Starts a server that wants to see a client certificate. */
    static ScriptedServer startMutualTls(SSLContext context, Script script) throws IOException {
        return new ScriptedServer(context, true, script);
    }

    /** Answers every connection with the same lines once its request has come. */
    static ScriptedServer answering(String... lines) throws IOException {
        return start(peer -> {
            peer.readRequest();
            peer.write(String.join("\r\n", lines));
            peer.awaitEnd();
        });
    }

    int port() {
        return listening.getLocalPort();
    }

    String uri() {
        return "ws://127.0.0.1:" + port() + "/feed?token=secret";
    }

    private void serve() {
        while (closing.getCount() > 0) {
            try (Socket tcp = listening.accept()) {
                current = tcp;
                tcp.setSoTimeout(LONGEST_WAIT_MILLIS);
                tcp.setTcpNoDelay(true);
                try (Socket socket = tls == null ? tcp : overTls(tls, tcp)) {
                    script.run(new Peer(tcp, socket));
                }
            } catch (IOException endOfThisConnection) {
                // The client's report says how it ended.
            } catch (RuntimeException | Error failed) {
                failure = failed;
            }
        }
    }

    private Socket overTls(SSLContext context, Socket tcp) throws IOException {
        SSLSocket socket = (SSLSocket) context.getSocketFactory()
                .createSocket(tcp, tcp.getInetAddress().getHostAddress(), tcp.getPort(), false);
        socket.setUseClientMode(false);
        socket.setNeedClientAuth(wantsCertificate);
        return socket;
    }

    @Override
    public void close() throws IOException {
        closing.countDown();
        listening.close();
        Socket open = current;
        if (open != null) {
            open.close();
        }
        try {
            thread.join(LONGEST_WAIT_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (thread.isAlive()) {
            throw new IllegalStateException("the scripted server does not end");
        }
        Throwable failed = failure;
        if (failed != null) {
            throw new AssertionError("the script failed", failed);
        }
    }

    /** The connection, seen from the server. */
    final class Peer {
        private final Socket tcp;
        private final Socket socket;
        private final InputStream in;
        private final OutputStream out;
        private String request = "";

        private Peer(Socket tcp, Socket socket) throws IOException {
            this.tcp = tcp;
            this.socket = socket;
            in = socket.getInputStream();
            out = socket.getOutputStream();
        }

        /** {@return the connection; over TLS it is an {@link SSLSocket}} */
        Socket socket() {
            return socket;
        }

        /** {@return the head of the request, which must come whole} */
        String readRequest() throws IOException {
            StringBuilder head = new StringBuilder();
            while (head.indexOf("\r\n\r\n") < 0) {
                int next = in.read();
                if (next < 0) {
                    throw new IOException("the client went away after: " + head);
                }
                head.append((char) next);
            }
            request = head.toString();
            return request;
        }

        /** {@return the value that answers the request's key} */
        String accept() {
            Matcher key = KEY.matcher(request);
            if (!key.find()) {
                throw new IllegalStateException("no key in: " + request);
            }
            return AcceptValue.of(key.group(1));
        }

        /** {@return a response that opens the connection} */
        String agreement(String... moreLines) {
            String more = moreLines.length == 0 ? "" : String.join("\r\n", moreLines) + "\r\n";
            return "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                    + "Sec-WebSocket-Accept: " + accept() + "\r\n" + more + "\r\n";
        }

        void write(String latin1) throws IOException {
            write(latin1.getBytes(StandardCharsets.ISO_8859_1));
        }

        void write(byte[] bytes) throws IOException {
            out.write(bytes);
            out.flush();
        }

        /** Sends each byte in a segment of its own. */
        void writeByteByByte(String latin1) throws IOException {
            for (byte b : latin1.getBytes(StandardCharsets.ISO_8859_1)) {
                write(new byte[] {b});
            }
        }

        /** {@return the client's next frame; empty at the end of the stream} */
        Optional<ClientFrame> readFrame() throws IOException {
            int first = in.read();
            if (first < 0) {
                return Optional.empty();
            }
            int length = in.read() & 0x7f;
            if (length > 125) {
                throw new IOException("the scripted server reads short frames only");
            }
            byte[] mask = in.readNBytes(4);
            byte[] payload = in.readNBytes(length);
            for (int i = 0; i < payload.length; i++) {
                payload[i] ^= mask[i % 4];
            }
            return Optional.of(new ClientFrame(first & 0x0f, new String(payload, StandardCharsets.ISO_8859_1)));
        }

        /** {@return exactly so many bytes that the client sent} */
        byte[] readBytes(int count) throws IOException {
            byte[] bytes = in.readNBytes(count);
            if (bytes.length < count) {
                throw new IOException("the client went away after " + bytes.length + " bytes");
            }
            return bytes;
        }

        /** {@return the same connection with TLS in it, as the server's end} */
        Peer startTls(SSLContext context) throws IOException {
            return new Peer(tcp, overTls(context, tcp));
        }

        /** Reads and discards until the client ends its stream. */
        void awaitEnd() throws IOException {
            byte[] sink = new byte[1024];
            while (in.read(sink) >= 0) {
                // until the end
            }
        }

        /** Does nothing until the test is over. */
        void freeze() {
            try {
                var unused = closing.await(LONGEST_WAIT_MILLIS, TimeUnit.MILLISECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        /** Ends the connection with a reset. */
        void reset() throws IOException {
            tcp.setSoLinger(true, 0);
            tcp.close();
        }

        /** Ends TCP in order, but without the close_notify that TLS puts before it. */
        void cutBelowTls() throws IOException {
            tcp.shutdownOutput();
            while (tcp.getInputStream().read() >= 0) {
                // until the client ends it too
            }
        }
    }

    /**
     * A frame that a client sent.
     *
     * @param payload unmasked, a character for each byte
     */
    record ClientFrame(int opcode, String payload) {
        static final int CLOSE = 8;

        /** {@return the code of a Close frame} */
        int closeCode() {
            return payload.charAt(0) << 8 | payload.charAt(1);
        }

        /** {@return the reason of a Close frame} */
        String closeReason() {
            return payload.substring(2);
        }
    }
}
