package dev.yagura.attestation.dcap;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.yagura.attestation.RefusedException;
import dev.yagura.attestation.Rule;
import dev.yagura.attestation.dcap.collateral.Collateral;
import dev.yagura.attestation.dcap.collateral.SignedText;
import dev.yagura.attestation.ec.P256;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Damaged quotes, chains, statements and lists, {@code -Dmutations=N} in all: each is verified, or
 * refused by the documented exception. Statements are signed anew after the damage, so that what
 * reads them is reached.
 */
class MutationTest {

    private static final int MUTATIONS = Integer.getInteger("mutations", 2000);
    private static final int[] SVN = {4, 1, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5};

    private final Random random = new Random(20261130);
    private final Map<Rule, Integer> refused = new EnumMap<>(Rule.class);
    private int verified;

    @Test
    void damageLeavesByTheDocumentedExceptionOnly() {
        TestPlatform sgx = new TestPlatform();
        TestPlatform tdx = TestPlatform.ofTdx();
        byte[] sgxQuote = sgx.sign(new TestQuote());
        byte[] tdxQuote = tdx.sign(TestQuote.trustDomain15(SVN, SVN));
        for (int i = 0; i < MUTATIONS; i++) {
            boolean trustDomain = random.nextBoolean();
            TestPlatform platform = trustDomain ? tdx : sgx;
            byte[] quote = trustDomain ? tdxQuote : sgxQuote;
            byte[] tcbInfo = platform.tcbInfo.getBytes(UTF_8);
            byte[] identity = platform.qeIdentity.getBytes(UTF_8);
            byte[] chain = platform.signingChain().getBytes(UTF_8);
            byte[] rootCrl = platform.rootCrl.orElseThrow();
            byte[] pckCrl = platform.pckCrl.orElseThrow();
            switch (i % 6) {
                case 0 -> quote = damaged(quote);
                case 1 -> tcbInfo = damaged(tcbInfo);
                case 2 -> identity = damaged(identity);
                case 3 -> chain = damaged(chain);
                case 4 -> rootCrl = damaged(rootCrl);
                default -> pckCrl = damaged(pckCrl);
            }
            verify(
                    platform,
                    quote,
                    new Collateral(
                            signed(platform, tcbInfo, chain),
                            signed(platform, identity, chain),
                            Optional.of(rootCrl),
                            Optional.of(pckCrl)));
        }
        System.out.printf("mutations: %d, verified %d, refused %s%n", MUTATIONS, verified, refused);
        assertThat(refused)
                .containsKeys(
                        Rule.EVIDENCE,
                        Rule.PCK_CHAIN,
                        Rule.TCB_INFO,
                        Rule.QE_IDENTITY,
                        Rule.ROOT_CA_CRL,
                        Rule.PCK_CRL);
    }

    private void verify(TestPlatform platform, byte[] quote, Collateral collateral) {
        try {
            new QuoteVerifier(
                            platform.root.asRoot(),
                            request -> Optional.of(collateral),
                            InstantSource.fixed(platform.at))
                    .verify(quote);
            verified++;
        } catch (RefusedException e) {
            refused.merge(e.rule(), 1, Integer::sum);
        }
    }

    private static SignedText signed(TestPlatform platform, byte[] text, byte[] chain) {
        return new SignedText(text, P256.sign(platform.signing.keys().getPrivate(), text), chain);
    }

    /** Changes some bytes, or a number, or cuts, or doubles a stretch. */
    private byte[] damaged(byte[] whole) {
        byte[] copy = whole.clone();
        switch (random.nextInt(5)) {
            case 0 -> copy = Arrays.copyOf(copy, random.nextInt(copy.length));
            case 1 -> copy = doubled(copy);
            case 2 -> copy = otherNumber(copy);
            default -> {
                for (int n = random.nextInt(1, 6); n > 0; n--) {
                    copy[random.nextInt(copy.length)] = (byte) random.nextInt(256);
                }
            }
        }
        return copy;
    }

    private byte[] doubled(byte[] bytes) {
        int from = random.nextInt(bytes.length);
        int to = from + random.nextInt(Math.min(200, bytes.length - from));
        byte[] longer = Arrays.copyOf(bytes, bytes.length + to - from);
        System.arraycopy(bytes, from, longer, to, bytes.length - from);
        return longer;
    }

    private byte[] otherNumber(byte[] bytes) {
        String[] values = {
            "-1", "1e9", "99999999999999999999", "null", "[]", "{}", "\"\"", "65536"
        };
        String text = new String(bytes, ISO_8859_1);
        int at = text.indexOf(':', random.nextInt(text.length()));
        return at < 0
                ? bytes
                : (text.substring(0, at + 1)
                                + values[random.nextInt(values.length)]
                                + text.substring(Math.min(text.length(), at + 3)))
                        .getBytes(ISO_8859_1);
    }
}
