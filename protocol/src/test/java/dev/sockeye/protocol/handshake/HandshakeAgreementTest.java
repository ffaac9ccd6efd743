package dev.sockeye.protocol.handshake;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sockeye.protocol.extension.ExtensionDescriptor;
import dev.sockeye.protocol.extension.ExtensionParameter;
import dev.sockeye.protocol.extension.FakeExtension;
import dev.sockeye.protocol.extension.NegotiatedExtension;
import dev.sockeye.protocol.extension.RequestedExtension;
import dev.sockeye.protocol.handshake.ClientHandshake.Opened;
import dev.sockeye.protocol.handshake.ServerHandshake.Accepted;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What one side makes, the other side takes, through the bytes of both heads. */
class HandshakeAgreementTest {
    private static final List<FakeExtension> KNOWN = List.of(
            FakeExtension.of("one", 4),
            FakeExtension.of("two", 2),
            FakeExtension.of("three", 1),
            FakeExtension.of("four", 4),
            FakeExtension.of("none", 0));

    @Test
    @Tag("RFC6455-4.2.2-6")
    @Tag("RFC6455-4.2.2-8")
    @Tag("RFC6455-4.2.2-9")
    @Tag("RFC6455-9-1")
    @Tag("RFC6455-9.1-5")
    void clientAndServerAlwaysAgreeOnSubprotocolAndExtensions() {
        long seed = 101;
        SplittableRandom random = new SplittableRandom(seed);
        for (int run = 0; run < 3_000; run++) {
            ClientHandshake.Attempt attempt = randomClient(random);
            ServerHandshake server = randomServer(random);

            ServerHandshake.Result answer = server.evaluate(sent(attempt.request()));
            assertThat(answer).as("seed %d run %d", seed, run).isInstanceOf(Accepted.class);
            Accepted accepted = (Accepted) answer;
            ClientHandshake.Result verdict = attempt.verify(sent(accepted.response()));
            assertThat(verdict).as("seed %d run %d", seed, run).isInstanceOf(Opened.class);
            Opened opened = (Opened) verdict;

            assertThat(opened.subprotocol()).as("seed %d run %d", seed, run).isEqualTo(accepted.subprotocol());
            assertThat(descriptors(opened.extensions()))
                    .as("seed %d run %d", seed, run)
                    .isEqualTo(descriptors(accepted.extensions()));
        }
    }

    @Test
    @Tag("RFC6455-4.1-30")
    void theAnswerToAnotherKeyIsNeverTaken() {
        long seed = 4648;
        SplittableRandom random = new SplittableRandom(seed);
        for (int run = 0; run < 500; run++) {
            ClientHandshake.Attempt one = randomClient(random);
            ClientHandshake.Attempt other = randomClient(random);
            Accepted accepted = (Accepted) randomServer(random).evaluate(one.request());

            assertThat(other.verify(accepted.response()))
                    .as("seed %d run %d", seed, run)
                    .isInstanceOfSatisfying(
                            ClientHandshake.Failed.class,
                            failed -> assertThat(failed.failure().error()).isEqualTo(HandshakeError.ACCEPT_WRONG));
        }
    }

    @Test
    void damagedHeadsNeverMakeEitherSideThrow() {
        long seed = 431;
        SplittableRandom random = new SplittableRandom(seed);
        int judged = 0;
        for (int run = 0; run < 5_000; run++) {
            ClientHandshake.Attempt attempt = randomClient(random);
            ServerHandshake server = randomServer(random);
            ResponseHead response = ((Accepted) server.evaluate(attempt.request())).response();

            ByteBuffer request = ByteBuffer.wrap(damaged(random, HeadWriter.write(attempt.request())));
            if (HeadParser.forRequest(HeadLimits.DEFAULT).parse(request)
                    instanceof HeadResult.Complete<RequestHead> complete) {
                assertThat(server.evaluate(complete.head()))
                        .as("seed %d run %d", seed, run)
                        .isNotNull();
                judged++;
            }
            ByteBuffer answer = ByteBuffer.wrap(damaged(random, HeadWriter.write(response)));
            if (HeadParser.forResponse(HeadLimits.DEFAULT).parse(answer)
                    instanceof HeadResult.Complete<ResponseHead> complete) {
                assertThat(attempt.verify(complete.head()))
                        .as("seed %d run %d", seed, run)
                        .isNotNull();
                judged++;
            }
        }
        assertThat(judged).as("heads that got past the parser").isGreaterThan(1_000);
    }

    private static byte[] damaged(SplittableRandom random, byte[] head) {
        for (int changes = random.nextInt(1, 4); changes > 0; changes--) {
            head[random.nextInt(head.length)] = (byte) random.nextInt(' ', 256);
        }
        return head;
    }

    private static RequestHead sent(RequestHead head) {
        return complete(HeadParser.forRequest(HeadLimits.DEFAULT).parse(ByteBuffer.wrap(HeadWriter.write(head))));
    }

    private static ResponseHead sent(ResponseHead head) {
        return complete(HeadParser.forResponse(HeadLimits.DEFAULT).parse(ByteBuffer.wrap(HeadWriter.write(head))));
    }

    private static <H> H complete(HeadResult<H> result) {
        assertThat(result).isInstanceOf(HeadResult.Complete.class);
        return ((HeadResult.Complete<H>) result).head();
    }

    private static List<ExtensionDescriptor> descriptors(List<NegotiatedExtension> extensions) {
        return extensions.stream().map(NegotiatedExtension::descriptor).toList();
    }

    private static ClientHandshake.Attempt randomClient(SplittableRandom random) {
        List<String> hosts =
                List.of("ws://example.com", "wss://a.b:8443", "ws://[::1]:81", "wss://m\u00fcnchen.example");
        List<String> paths = List.of("", "/", "/chat?x=1", "?q", "/gr\u00fc\u00dfe");
        WebSocketUri uri = WebSocketUri.parse(pick(random, hosts) + pick(random, paths));
        ClientHandshake.Builder builder = ClientHandshake.builder(uri)
                .subprotocols(some(random, List.of("a", "b", "c", "v1.d")))
                .extensions(some(random, KNOWN).stream()
                        .map(extension -> new RequestedExtension(withOffers(random, extension), random.nextBoolean()))
                        .toList());
        if (random.nextBoolean()) {
            builder.origin((uri.secure() ? "https://" : "http://") + uri.authority());
        }
        if (random.nextBoolean()) {
            builder.header("Cookie", "a=1; b=2").header("X-More", "\u00e9");
        }
        byte[] key = new byte[ClientHandshake.KEY_BYTES];
        random.nextBytes(key);
        return builder.build().attempt(key);
    }

    private static FakeExtension withOffers(SplittableRandom random, FakeExtension extension) {
        ExtensionDescriptor[] offers = new ExtensionDescriptor[random.nextInt(1, 3)];
        for (int i = 0; i < offers.length; i++) {
            List<ExtensionParameter> parameters =
                    some(random, List.of(new ExtensionParameter("p", "1"), new ExtensionParameter("q", null)));
            offers[i] = new ExtensionDescriptor(extension.name(), parameters);
        }
        return extension.offering(offers);
    }

    private static ServerHandshake randomServer(SplittableRandom random) {
        List<FakeExtension> extensions = some(random, KNOWN).stream()
                .map(extension -> random.nextInt(4) == 0 ? extension.declining() : extension)
                .toList();
        return ServerHandshake.builder()
                .subprotocols(some(random, List.of("c", "b", "x")))
                .extensions(extensions)
                .build();
    }

    private static <T> T pick(SplittableRandom random, List<T> all) {
        return all.get(random.nextInt(all.size()));
    }

    /** Some of the elements in any order. */
    private static <T> List<T> some(SplittableRandom random, List<T> all) {
        List<T> rest = new ArrayList<>(all);
        List<T> some = new ArrayList<>();
        for (int count = random.nextInt(all.size() + 1); count > 0; count--) {
            some.add(rest.remove(random.nextInt(rest.size())));
        }
        return some;
    }
}
