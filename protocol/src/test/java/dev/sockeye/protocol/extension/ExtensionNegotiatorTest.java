package dev.sockeye.protocol.extension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sockeye.protocol.extension.ExtensionNegotiator.Agreement;
import dev.sockeye.protocol.extension.ExtensionNegotiator.Fault;
import dev.sockeye.protocol.extension.ExtensionNegotiator.Rejection;
import dev.sockeye.protocol.extension.ExtensionNegotiator.Verdict;
import dev.sockeye.protocol.extension.ExtensionOutcome.Result;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** RFC 6455 §9.1. */
class ExtensionNegotiatorTest {
    private static final FakeExtension FOO = FakeExtension.of("foo", 4);
    private static final FakeExtension BAR = FakeExtension.of("bar", 2);
    private static final FakeExtension CLASHING = FakeExtension.of("clashing", 4);

    private static List<ExtensionDescriptor> elements(String header) {
        return ((ExtensionHeader.Parsed) ExtensionHeader.parse(List.of(header))).extensions();
    }

    private static List<String> written(List<NegotiatedExtension> extensions) {
        return extensions.stream()
                .map(extension -> extension.descriptor().toString())
                .toList();
    }

    @Test
    void twoExtensionsOfOneNameCannotBeConfigured() {
        assertThatThrownBy(() -> ExtensionNegotiator.requireDistinct(List.of("foo", "FOO")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("listed twice");
        assertThatThrownBy(() -> ExtensionNegotiator.requireDistinct(List.of("foo bar")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("token");
    }

    @Nested
    class Server {
        @Test
        void extensionsAreAnsweredInTheServersOrder() {
            assertThat(written(ExtensionNegotiator.answer(elements("bar; a, foo; b"), List.of(FOO, BAR))))
                    .containsExactly("foo; b", "bar; a");
        }

        @Test
        void unknownExtensionsAreIgnored() {
            assertThat(written(ExtensionNegotiator.answer(elements("what, foo, ever; x=1"), List.of(FOO))))
                    .containsExactly("foo");
        }

        @Test
        void namesAreComparedCaseInsensitively() {
            assertThat(written(ExtensionNegotiator.answer(elements("FOO"), List.of(FOO))))
                    .containsExactly("FOO");
        }

        @Test
        void allOffersOfAnExtensionReachItInOrder() {
            assertThat(written(ExtensionNegotiator.answer(elements("foo; a, bar, foo; b"), List.of(FOO))))
                    .containsExactly("foo; a");
        }

        @Test
        void aDecliningExtensionIsLeftOut() {
            assertThat(written(ExtensionNegotiator.answer(elements("foo, bar"), List.of(FOO.declining(), BAR))))
                    .containsExactly("bar");
        }

        @Test
        @Tag("RFC7692-5-1")
        void aSecondExtensionThatClaimsAClaimedBitIsDeclined() {
            assertThat(written(ExtensionNegotiator.answer(elements("clashing, foo, bar"), List.of(FOO, CLASHING, BAR))))
                    .containsExactly("foo", "bar");
        }

        @Test
        void aBitIsFreeWhenItsFirstClaimantDeclined() {
            assertThat(written(
                            ExtensionNegotiator.answer(elements("clashing, foo"), List.of(FOO.declining(), CLASHING))))
                    .containsExactly("clashing");
        }

        @Test
        void anExtensionThatClaimsMoreThanTheReservedBitsIsABug() {
            assertThatThrownBy(() -> ExtensionNegotiator.answer(elements("foo"), List.of(FakeExtension.of("foo", 8))))
                    .isInstanceOf(IllegalStateException.class);
        }
    }

    @Nested
    class Client {
        private static final List<RequestedExtension> BOTH =
                List.of(RequestedExtension.required(FOO), RequestedExtension.preferred(BAR));

        private static Rejection rejected(Verdict verdict) {
            assertThat(verdict).isInstanceOf(Rejection.class);
            return (Rejection) verdict;
        }

        private static Agreement agreed(Verdict verdict) {
            assertThat(verdict).isInstanceOf(Agreement.class);
            return (Agreement) verdict;
        }

        private static List<Result> results(ExtensionOutcome outcome) {
            return outcome.entries().stream()
                    .map(ExtensionOutcome.Entry::result)
                    .toList();
        }

        @Test
        void allOffersAreMadeInOrderOfPreference() {
            FakeExtension two = FOO.offering(elements("foo; a, foo").toArray(ExtensionDescriptor[]::new));

            assertThat(ExtensionNegotiator.offers(
                            List.of(RequestedExtension.preferred(two), RequestedExtension.preferred(BAR))))
                    .isEqualTo(elements("foo; a, foo, bar"));
        }

        @Test
        @Tag("RFC6455-9.1-5")
        void extensionsAreInUseInTheOrderOfTheAnswer() {
            Agreement agreement = agreed(ExtensionNegotiator.judge(BOTH, elements("BAR; x=1, foo")));

            assertThat(written(agreement.extensions())).containsExactly("BAR; x=1", "foo");
            assertThat(results(agreement.outcome())).containsExactly(Result.AGREED, Result.AGREED);
            assertThat(agreement.outcome().missing()).isEmpty();
        }

        @Test
        void aMissingRequiredExtensionIsNoFailureButIsListed() {
            Agreement agreement = agreed(ExtensionNegotiator.judge(BOTH, elements("bar")));

            assertThat(results(agreement.outcome())).containsExactly(Result.NOT_OFFERED_BACK, Result.AGREED);
            assertThat(agreement.outcome().missing()).containsExactly("foo");
        }

        @Test
        void aMissingPreferredExtensionIsNotListed() {
            Agreement agreement = agreed(ExtensionNegotiator.judge(BOTH, elements("foo")));

            assertThat(results(agreement.outcome())).containsExactly(Result.AGREED, Result.NOT_OFFERED_BACK);
            assertThat(agreement.outcome().missing()).isEmpty();
        }

        @Test
        @Tag("RFC6455-4.1-31")
        void anExtensionThatWasNeverOfferedIsRejected() {
            Rejection rejection = rejected(ExtensionNegotiator.judge(BOTH, elements("foo, baz; x")));

            assertThat(rejection.fault()).isEqualTo(Fault.NEVER_OFFERED);
            assertThat(rejection.extension()).isEqualTo("baz");
            assertThat(results(rejection.outcome()))
                    .containsExactly(Result.AGREED, Result.NOT_OFFERED_BACK, Result.NEVER_OFFERED);
        }

        @Test
        void anExtensionGrantedTwiceIsRejected() {
            Rejection rejection = rejected(ExtensionNegotiator.judge(BOTH, elements("foo, FOO; x")));

            assertThat(rejection.fault()).isEqualTo(Fault.NAMED_TWICE);
            assertThat(results(rejection.outcome())).contains(Result.MALFORMED_ANSWER);
            assertThat(rejection.outcome().missing()).containsExactly("foo");
        }

        @Test
        void anAnswerThatBreaksTheExtensionsRulesIsRejectedAsMalformed() {
            Rejection rejection = rejected(ExtensionNegotiator.judge(BOTH, elements("foo; bad")));

            assertThat(rejection.fault()).isEqualTo(Fault.ANSWER_REFUSED);
            assertThat(rejection.reason()).isEqualTo("the parameter bad is unknown");
            assertThat(results(rejection.outcome())).containsExactly(Result.MALFORMED_ANSWER, Result.NOT_OFFERED_BACK);
        }

        @Test
        void anAnswerThatTakesBackParametersIsRejectedAsDeclined() {
            Rejection rejection = rejected(ExtensionNegotiator.judge(BOTH, elements("foo; less")));

            assertThat(rejection.fault()).isEqualTo(Fault.ANSWER_REFUSED);
            assertThat(results(rejection.outcome()))
                    .containsExactly(Result.DECLINED_PARAMETERS, Result.NOT_OFFERED_BACK);
        }

        @Test
        @Tag("RFC7692-5-2")
        void twoGrantedExtensionsOfOneReservedBitAreRejected() {
            List<RequestedExtension> clashing =
                    List.of(RequestedExtension.preferred(FOO), RequestedExtension.preferred(CLASHING));

            Rejection rejection = rejected(ExtensionNegotiator.judge(clashing, elements("foo, clashing")));
            assertThat(rejection.fault()).isEqualTo(Fault.RESERVED_BITS_CLASH);
            assertThat(results(rejection.outcome())).containsExactly(Result.AGREED, Result.MALFORMED_ANSWER);
            assertThat(agreed(ExtensionNegotiator.judge(clashing, elements("clashing")))
                            .extensions())
                    .hasSize(1);
        }

        @Test
        void theFirstFaultIsReported() {
            assertThat(rejected(ExtensionNegotiator.judge(BOTH, elements("baz, foo; bad")))
                            .fault())
                    .isEqualTo(Fault.NEVER_OFFERED);
        }
    }
}
