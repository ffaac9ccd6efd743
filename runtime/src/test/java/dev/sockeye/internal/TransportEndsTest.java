package dev.sockeye.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sockeye.protocol.close.TransportEnd;
import dev.sockeye.protocol.close.TransportEnd.Kind;
import io.netty.channel.ConnectTimeoutException;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.ssl.NotSslRecordException;
import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.nio.channels.ClosedChannelException;
import java.util.OptionalInt;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class TransportEndsTest {
    /** What the JDK, Netty, and the systems below say, as they were seen. */
    static Stream<Arguments> words() {
        return Stream.of(
                Arguments.of(new SocketException("Connection reset"), Kind.RST),
                Arguments.of(new IOException("Connection reset by peer"), Kind.RST),
                Arguments.of(
                        new IOException("An existing connection was forcibly closed by the remote host"), Kind.RST),
                Arguments.of(new IOException("Broken pipe"), Kind.RST),
                Arguments.of(new IOException("Connection timed out"), Kind.TIMEOUT),
                Arguments.of(new IOException("Operation timed out"), Kind.TIMEOUT),
                Arguments.of(
                        new ConnectTimeoutException("connection timed out after 50 ms: /192.0.2.1:80"), Kind.TIMEOUT),
                Arguments.of(new ConnectException("Connection refused"), Kind.REFUSED),
                Arguments.of(new NoRouteToHostException(), Kind.UNREACHABLE),
                Arguments.of(new IOException("No route to host"), Kind.UNREACHABLE),
                Arguments.of(new SocketException("Network is unreachable"), Kind.UNREACHABLE),
                Arguments.of(new IOException("Network is down"), Kind.UNREACHABLE),
                Arguments.of(new EOFException(), Kind.FIN),
                Arguments.of(new ClosedChannelException(), Kind.LOCAL),
                Arguments.of(new IOException("Eine vorhandene Verbindung wurde geschlossen"), Kind.IO_ERROR),
                Arguments.of(
                        new SSLException("closing inbound before receiving peer's close_notify"), Kind.TLS_TRUNCATED),
                Arguments.of(
                        new SSLException(
                                "Inbound closed before receiving peer's close_notify: possible truncation attack?"),
                        Kind.TLS_TRUNCATED),
                Arguments.of(new SSLException("Received fatal alert: bad_record_mac"), Kind.TLS_ALERT),
                Arguments.of(new SSLException("Tag mismatch!"), Kind.TLS_ALERT),
                Arguments.of(
                        new SSLException("failure when writing TLS control frames", new IOException("Broken pipe")),
                        Kind.RST));
    }

    @ParameterizedTest
    @MethodSource("words")
    void theKindIsReadOutOfTheWords(Throwable failure, Kind kind) {
        assertThat(TransportEnds.of(failure).kind()).isEqualTo(kind);
        assertThat(TransportEnds.of(failure).errno()).isEmpty();
    }

    static Stream<Arguments> numbers() {
        return Stream.of(
                Arguments.of(104, Kind.RST),
                Arguments.of(32, Kind.RST),
                Arguments.of(110, Kind.TIMEOUT),
                Arguments.of(111, Kind.REFUSED),
                Arguments.of(101, Kind.UNREACHABLE),
                Arguments.of(113, Kind.UNREACHABLE),
                Arguments.of(103, Kind.IO_ERROR));
    }

    /** The number decides whatever the words are, since they depend on the system's language. */
    @ParameterizedTest
    @MethodSource("numbers")
    void theErrorNumberIsTakenFromNettysNativeTransports(int errno, Kind kind) {
        IOException failure = new IOException("recvAddress(..) failed with error(-" + errno + "): Worte");

        assertThat(TransportEnds.of(failure)).isEqualTo(new TransportEnd(kind, OptionalInt.of(errno), "Worte"));
    }

    @Test
    void theAddressIsLeftOutOfTheWords() {
        assertThat(TransportEnds.of(new ConnectException("Connection refused: localhost/127.0.0.1:9")))
                .isEqualTo(TransportEnd.of(Kind.REFUSED, "Connection refused"));
        assertThat(TransportEnds.of(new ConnectException(
                        "finishConnect(..) failed with error(-111): Connection refused: /[0:0:0:0:0:0:0:1]:9")))
                .isEqualTo(new TransportEnd(Kind.REFUSED, OptionalInt.of(111), "Connection refused"));
    }

    @Test
    void theCauseIsFoundWithinDecodersAndHandshakes() {
        Throwable alert = new DecoderException(new SSLHandshakeException("Received fatal alert: handshake_failure"));
        Throwable reset = new DecoderException(new SSLException("wrapped", new SocketException("Connection reset")));
        Throwable plain = new DecoderException(new NotSslRecordException("not an SSL/TLS record: 48545450"));

        assertThat(TransportEnds.of(alert)).isEqualTo(TransportEnd.of(Kind.TLS_ALERT, "received handshake_failure"));
        assertThat(TransportEnds.of(reset)).isEqualTo(TransportEnd.of(Kind.RST, "Connection reset"));
        assertThat(TransportEnds.of(plain)).isEqualTo(TransportEnd.of(Kind.TLS_ALERT, "what came is not TLS"));
    }

    @Test
    void boringSslNamesAlertsInItsOwnWay() {
        SSLException failure =
                new SSLException("error:10000410:SSL routines:OPENSSL_internal:SSLV3_ALERT_HANDSHAKE_FAILURE");

        assertThat(TransportEnds.of(failure).detail()).isEqualTo("received handshake_failure");
    }

    @Test
    void aFailureThatCausesItselfIsReadOnce() {
        IOException outer = new IOException("outer");
        IOException inner = new IOException("inner", outer);
        outer.initCause(inner);

        assertThat(TransportEnds.of(outer)).isEqualTo(TransportEnd.of(Kind.IO_ERROR, "outer"));
    }
}
