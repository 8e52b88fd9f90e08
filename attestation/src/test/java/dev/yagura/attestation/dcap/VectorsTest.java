package dev.yagura.attestation.dcap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.yagura.attestation.RefusedException;
import dev.yagura.attestation.Rule;
import dev.yagura.attestation.Tee;
import dev.yagura.attestation.UnverifiedClaims;
import dev.yagura.attestation.dcap.collateral.CollateralFiles;
import dev.yagura.attestation.dcap.collateral.CollateralSource;
import dev.yagura.attestation.dcap.json.JsonObject;
import dev.yagura.attestation.dcap.pki.TrustedRoot;
import dev.yagura.attestation.dcap.quote.Quote;
import dev.yagura.attestation.dcap.tcb.TcbStatus;
import dev.yagura.attestation.dcap.tcb.TcbVerdict;
import dev.yagura.attestation.pem.Certificates;
import dev.yagura.bytes.MalformedStructureException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Genuine quotes, each judged as the vectors' own files say: every bundle and every negative, none
 * named here.
 */
class VectorsTest {

    /** Which rule stands behind a reason of the vectors' own verifier, by how it begins. */
    private static final Map<String, Set<Rule>> RULES =
            Map.ofEntries(
                    Map.entry("quote signature", EnumSet.of(Rule.SIGNATURE)),
                    Map.entry("QE report data", EnumSet.of(Rule.ATTESTATION_KEY)),
                    Map.entry("QE report signature", EnumSet.of(Rule.QE_REPORT)),
                    // A chain that was cut off: here its length is wrong before its signature is.
                    Map.entry("PCK chain", EnumSet.of(Rule.PCK_CHAIN, Rule.EVIDENCE)),
                    Map.entry("tcb_info", EnumSet.of(Rule.TCB_INFO)),
                    Map.entry("FMSPC", EnumSet.of(Rule.TCB_INFO)),
                    Map.entry("qe_identity", EnumSet.of(Rule.QE_IDENTITY)),
                    // Here TCB info of another TEE is refused before the quoting enclave is.
                    Map.entry("QE mrsigner", EnumSet.of(Rule.QE_IDENTITY, Rule.TCB_INFO)),
                    Map.entry("pck_crl", EnumSet.of(Rule.PCK_CRL)),
                    Map.entry("TCB signing chain", EnumSet.of(Rule.TCB_INFO)),
                    Map.entry("no TCB level", EnumSet.of(Rule.TCB_LEVEL)));

    @TestFactory
    List<DynamicTest> everyBundleHasItsVerdict() {
        return Vectors.bundles().stream()
                .map(folder ->
                        DynamicTest.dynamicTest(
                                String.valueOf(folder.getFileName()), () -> judge(folder)))
                .toList();
    }

    private static void judge(Path folder) throws Exception {
        JsonObject file = Vectors.json(folder.resolve("expected.json"));
        JsonObject expected = file.object("expected");
        Instant at = file.instant("verify_at");
        // From the folder as a user would name it, and from the files one by one.
        CollateralSource source = CollateralFiles.open(folder);
        var verifier = new QuoteVerifier(TrustedRoot.INTEL, source, InstantSource.fixed(at));
        byte[] quote = Vectors.read(folder.resolve("quote.bin"));
        if (expected.text("verdict").equals("rejected")) {
            assertRefused(expected.text("reason"), () -> verifier.verify(quote));
            return;
        }
        VerifiedQuote verified = verifier.verify(quote);
        TcbVerdict tcb = verified.tcb();
        assertThat(tcb.status().label()).isEqualTo(expected.text("tcb_status"));
        assertThat(tcb.platformStatus().label()).isEqualTo(expected.text("platform_tcb_status"));
        assertThat(tcb.qeStatus().label()).isEqualTo(expected.text("qe_tcb_status"));
        assertThat(tcb.moduleStatus().map(TcbStatus::label).orElse(""))
                .isEqualTo(
                        expected.has("tdx_module_status")
                                ? expected.text("tdx_module_status")
                                : "");
        assertThat(tcb.advisories()).isEqualTo(expected.texts("advisories", 100));
        assertThat(tcb.tcbDate()).isEqualTo(expected.instant("tcb_date"));
        assertThat(verified.fmspc()).isEqualTo(expected.text("fmspc"));
        assertThat(verified.notChecked()).hasSameSizeAs(expected.texts("not_checked", 10));
        assertThat(verified.goodUntil()).isBeforeOrEqualTo(file.instant("all_valid_to"));
        assertClaims(verified.claims(), expected);
    }

    private static void assertClaims(UnverifiedClaims claims, JsonObject expected)
            throws Exception {
        assertThat(claims.tee().label()).isEqualTo(expected.text("tee"));
        assertThat(claims.reportData().hex()).isEqualTo(expected.text("report_data"));
        if (claims.tee() == Tee.TDX) {
            assertThat(claims.trustDomain().orElseThrow().mrtd().hex())
                    .isEqualTo(expected.text("mr_td"));
            assertThat(claims.debug()).isEqualTo(expected.flag("td_debug"));
            return;
        }
        assertThat(claims.mrenclave().hex()).isEqualTo(expected.text("mrenclave"));
        assertThat(claims.mrsigner().hex()).isEqualTo(expected.text("mrsigner"));
        assertThat(claims.prodId()).isEqualTo(expected.number("isv_prod_id", 0xffff));
        assertThat(claims.svn()).isEqualTo(expected.number("isv_svn", 0xffff));
        assertThat(claims.debug()).isEqualTo(expected.flag("debug"));
    }

    @TestFactory
    List<DynamicTest> everyNegativeIsRefusedForItsReason() throws Exception {
        JsonObject negatives = Vectors.json(Vectors.folder().resolve("negatives.json"));
        Path base = Vectors.folder().resolve(negatives.text("base"));
        return negatives.objects("cases", 1000).stream()
                .map(one -> DynamicTest.dynamicTest(textOf(one, "name"), () -> negative(base, one)))
                .toList();
    }

    private static void negative(Path base, JsonObject one) throws Exception {
        Bundle bundle = Bundle.read(base);
        Alteration.apply(one.text("how"), base, bundle);
        assertRefused(
                one.object("expected").text("reason"), () -> bundle.verify(one.instant("at")));
    }

    /** What is known of these quotes is in their names. */
    @TestFactory
    List<DynamicTest> everyExtraQuoteIsWhatItsNameSays() {
        return Vectors.list(Vectors.folder().resolve("extra-quotes"))
                .filter(file -> file.toString().endsWith(".bin"))
                .map(file ->
                        DynamicTest.dynamicTest(
                                String.valueOf(file.getFileName()), () -> extra(file)))
                .toList();
    }

    private static void extra(Path file) throws Exception {
        byte[] quote = Vectors.read(file);
        String name = String.valueOf(file.getFileName());
        if (name.contains("-ct3-")) {
            RefusedException e = refusal(() -> intel(Instant.EPOCH).verify(quote));
            assertThat(e.rule()).isEqualTo(Rule.EVIDENCE);
            assertThat(e).hasMessageContaining("is 3 (PPID encrypted with RSA-3072), expected 5");
            return;
        }
        Instant at =
                Certificates.parsePem(name, Quote.parse(quote).signature().pckChain(), 1)
                        .getFirst()
                        .getNotBefore()
                        .toInstant();
        RefusedException e = refusal(() -> intel(at).verify(quote));
        // Without collateral: a quote that gets this far is signed by a platform of Intel's.
        assertThat(e.rule())
                .isEqualTo(name.contains("CORRUPTED") ? Rule.SIGNATURE : Rule.COLLATERAL);
    }

    @Test
    void aBrokenSigningChainIsRefused() {
        Vectors.list(Vectors.folder().resolve("extra-quotes"))
                .filter(file -> file.toString().endsWith("tcb-signing-chain-BAD.pem"))
                .forEach(chain -> {
                    for (Path folder : Vectors.bundles()) {
                        Bundle bundle = Bundle.read(folder);
                        bundle.signingChain = Vectors.read(chain);
                        RefusedException e =
                                refusal(() ->
                                        bundle.verify(
                                                Vectors.json(folder.resolve("expected.json"))
                                                        .instant("verify_at")));
                        assertThat(e.rule()).isEqualTo(Rule.TCB_INFO);
                    }
                });
    }

    private static QuoteVerifier intel(Instant at) {
        return new QuoteVerifier(TrustedRoot.INTEL, CollateralSource.NONE, InstantSource.fixed(at));
    }

    private static void assertRefused(String reason, ThrowingCallable verification) {
        Set<Rule> rules =
                RULES.entrySet().stream()
                        .filter(entry -> reason.startsWith(entry.getKey()))
                        .map(Map.Entry::getValue)
                        .findFirst()
                        .orElseThrow(() -> new AssertionError("unknown reason " + reason));
        RefusedException e = refusal(verification);
        assertThat(rules).as(e.getMessage()).contains(e.rule());
    }

    private static RefusedException refusal(ThrowingCallable verification) {
        RefusedException e = catchThrowableOfType(RefusedException.class, verification);
        assertThat(e).as("a refusal").isNotNull();
        return e;
    }

    private static String textOf(JsonObject json, String member) {
        try {
            return json.text(member);
        } catch (MalformedStructureException e) {
            throw new AssertionError(e);
        }
    }
}
