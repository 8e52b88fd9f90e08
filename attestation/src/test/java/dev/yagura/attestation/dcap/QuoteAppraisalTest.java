package dev.yagura.attestation.dcap;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.yagura.attestation.Evidence;
import dev.yagura.attestation.EvidenceFormat;
import dev.yagura.attestation.ReportData;
import dev.yagura.attestation.Rule;
import dev.yagura.attestation.Sha256;
import dev.yagura.attestation.Tee;
import dev.yagura.attestation.appraisal.Appraisal;
import dev.yagura.attestation.appraisal.Appraisal.Accepted;
import dev.yagura.attestation.appraisal.Appraisal.Refused;
import dev.yagura.attestation.appraisal.Claims;
import dev.yagura.attestation.appraisal.Verifier;
import dev.yagura.attestation.policy.AppraisalPolicy;
import dev.yagura.attestation.policy.PolicyJson;
import dev.yagura.bytes.MalformedStructureException;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Policies on genuine quotes. */
class QuoteAppraisalTest {

    private static final int[] SVN = {2, 1, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5};
    private static final String E1 = "e1".repeat(32);
    private static final String D7 = "d7".repeat(48);

    /** An enclave E1 on a platform out of date, with two advisories, judged without a list. */
    private final TestPlatform sgx = new TestPlatform();

    /** A trust domain D7 that an old module started. */
    private final TestPlatform tdx = TestPlatform.ofTdx();

    QuoteAppraisalTest() {
        sgx.pck =
                TestCertificate.named("Intel SGX PCK Certificate")
                        .sgx(TestPlatform.sgxExtension(TestQuote.SVN - 1))
                        .by(sgx.ca);
        sgx.pckCrl = Optional.empty();
    }

    private static final String ENOUGH =
            "'tcbStatus':['OutOfDate'], 'advisories':['INTEL-SA-00001','INTEL-SA-00002'],"
                    + " 'allowMissingCrls':true, ";

    @ParameterizedTest(name = "{0} -> {1}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    'mrenclave':['E1']                                                       | TCB_STATUS
                    'mrenclave':['E1'], 'tcbStatus':['UpToDate','SWHardeningNeeded']         | TCB_STATUS
                    'mrenclave':['E1'], 'tcbStatus':['OutOfDate']                            | ADVISORIES
                    'mrenclave':['E1'], 'tcbStatus':['OutOfDate'], 'advisories':['INTEL-SA-00001'] | ADVISORIES
                    ENOUGH 'mrenclave':['E1'], 'minTcbEvaluationNumber':18                   | MIN_TCB_EVALUATION_NUMBER
                    ENOUGH 'mrenclave':['E1'], 'allowMissingCrls':false                      | ALLOW_MISSING_CRLS
                    ENOUGH 'mrenclave':['E1'], 'reportData':['DATA']                         | REPORT_DATA
                    ENOUGH 'mrenclave':['OTHER']                                             | MRENCLAVE
                    ENOUGH 'mrsigner':['OTHER'], 'prodId':1                                  | MRSIGNER
                    ENOUGH 'mrsigner':['A1'], 'prodId':2                                     | PROD_ID
                    ENOUGH 'mrsigner':['A1'], 'prodId':1, 'minSvn':8                         | MIN_SVN
                    ENOUGH 'mrtd':['D7']                                                     | MRENCLAVE
                    ENOUGH 'allowSimulated':true                                             | MRENCLAVE
                    """)
    void eachConditionRefusesByNameAndStillSaysWhatTheQuoteSays(String fields, Rule rule)
            throws Exception {
        String withoutDoubles =
                fields.contains("'allowMissingCrls':false")
                        ? fields.replace("ENOUGH", ENOUGH.replace(" 'allowMissingCrls':true,", ""))
                        : fields;
        Appraisal appraisal = appraise(sgx, new TestQuote(), withoutDoubles);

        assertThat(appraisal)
                .isInstanceOfSatisfying(
                        Refused.class,
                        refused -> {
                            assertThat(refused.rule()).as(refused.message()).isEqualTo(rule);
                            Claims claims = refused.genuine().orElseThrow();
                            assertThat(claims.mrenclave().hex()).isEqualTo(E1);
                            assertThat(claims.tee()).isEqualTo(Tee.SGX);
                            assertThat(claims.simulated()).isFalse();
                        });
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    ENOUGH 'mrenclave':['OTHER','E1'], 'minTcbEvaluationNumber':17
                    ENOUGH 'mrsigner':['A1'], 'prodId':1, 'minSvn':7
                    ENOUGH 'mrenclave':['E1'], 'reportData':['ZERO']
                    """)
    void acceptsWhenEveryConditionHolds(String fields) throws Exception {
        assertThat(appraise(sgx, new TestQuote(), fields))
                .isInstanceOfSatisfying(
                        Accepted.class,
                        accepted -> {
                            assertThat(accepted.simulated()).isFalse();
                            assertThat(accepted.message()).startsWith("accepted: mr");
                            assertThat(accepted.claims().orElseThrow().toString())
                                    .startsWith("SGX, mrenclave e1");
                        });
    }

    @ParameterizedTest(name = "{0} -> {1}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    'mrenclave':['E1']                                                   | TCB_STATUS
                    MODULE 'mrenclave':['E1']                                            | MRTD
                    MODULE 'mrenclave':['ZERO32']                                        | MRTD
                    MODULE 'mrtd':['D8']                                                 | MRTD
                    MODULE 'mrtd':['D7'], 'rtmr0':['D8']                                 | RTMR0
                    MODULE 'mrtd':['D7'], 'rtmr3':['D8']                                 | RTMR3
                    """)
    void trustDomainsAreNamedByTheirMeasurements(String fields, Rule rule) throws Exception {
        assertThat(appraise(tdx, TestQuote.trustDomain(SVN), fields).rule()).isEqualTo(rule);
    }

    @Test
    void acceptsATrustDomain() throws Exception {
        String fields = "MODULE 'mrtd':['D7'], 'rtmr1':['" + "02".repeat(48) + "'], 'minSvn':9";
        assertThat(appraise(tdx, TestQuote.trustDomain(SVN), fields))
                .isInstanceOfSatisfying(
                        Accepted.class,
                        accepted -> {
                            assertThat(accepted.rule()).isEqualTo(Rule.MRTD);
                            assertThat(accepted.claims().orElseThrow().toString())
                                    .isEqualTo("TDX, mrtd " + D7);
                        });
    }

    @ParameterizedTest
    @CsvSource({
        "123, 0x20, migration is possible by ATTRIBUTES.MIGRATABLE",
        "600, 0x01, service domains 0100000000",
        "647, 0x80, 0000000080",
    })
    void refusesATrustDomainThatAnotherOneCanMove(int offset, String value, String found)
            throws Exception {
        TestQuote quote = TestQuote.trustDomain15(SVN, SVN).body(offset, Integer.decode(value));

        Appraisal appraisal = appraise(tdx, quote, "MODULE 'mrtd':['D7'], 'allowDebug':true");

        assertThat(appraisal.rule()).isEqualTo(Rule.MIGRATION);
        assertThat(appraisal.message()).contains(found);
    }

    @Test
    void otherAttributesOfATrustDomainAreItsOwn() throws Exception {
        // SEPT_VE_DISABLE and PKS.
        TestQuote quote = TestQuote.trustDomain(SVN).body(123, 0x50);

        assertThat(appraise(tdx, quote, "MODULE 'mrtd':['D7']")).isInstanceOf(Accepted.class);
    }

    @Test
    void refusesDebugUnlessAllowed() throws Exception {
        TestQuote debug = new TestQuote().body(48, 0x7);
        String fields = ENOUGH + "'mrenclave':['E1']";

        assertThat(appraise(sgx, debug, fields).rule()).isEqualTo(Rule.ALLOW_DEBUG);
        assertThat(appraise(sgx, debug, fields + ", 'allowDebug':true"))
                .isInstanceOf(Accepted.class);
    }

    @Test
    void withoutAPolicyItOnlySaysWhatIsGenuine() {
        Verifier verifier = Verifier.withoutPolicy(sgx.verifier(sgx.collateral()));

        Appraisal genuine = verifier.appraiseUnbound(evidence(sgx.sign(new TestQuote())));
        assertThat(genuine).isInstanceOf(Accepted.class);
        assertThat(genuine.rule()).isEqualTo(Rule.TCB_STATUS);
        assertThat(genuine.message()).isEqualTo("accepted: tcbStatus is OutOfDate");

        byte[] debug = sgx.sign(new TestQuote().body(48, 0x7));
        assertThat(verifier.appraiseUnbound(evidence(debug)).rule()).isEqualTo(Rule.ALLOW_DEBUG);
        assertThat(verifier.appraiseKey(Sha256.ZERO)).isInstanceOf(Refused.class);

        sgx.tcbInfo = sgx.tcbInfo.replace("OutOfDate", "Revoked");
        Appraisal revoked =
                Verifier.withoutPolicy(sgx.verifier(sgx.collateral()))
                        .appraiseUnbound(evidence(sgx.sign(new TestQuote())));
        assertThat(revoked.message())
                .isEqualTo("refused: tcbStatus is Revoked, expected any other");
    }

    @Test
    void bindsToTheReportDataThatIsExpected() throws Exception {
        Verifier verifier =
                new Verifier(policy(ENOUGH + "'mrenclave':['E1']"), sgx.verifier(sgx.collateral()));
        Evidence evidence = evidence(sgx.sign(new TestQuote()));
        ReportData zero = ReportData.fromBytes(new byte[64]);

        assertThat(verifier.appraise(evidence, zero)).isInstanceOf(Accepted.class);
        assertThat(verifier.appraise(evidence, ReportData.of(Sha256.hash(new byte[0]))).rule())
                .isEqualTo(Rule.REPORT_DATA);
    }

    @Test
    void withoutCollateralEveryQuoteIsRefused() throws Exception {
        var verifier = new Verifier(policy(ENOUGH + "'mrenclave':['E1']"));

        assertThat(verifier.appraiseUnbound(evidence(sgx.sign(new TestQuote()))))
                .isInstanceOf(Refused.class);
    }

    private static Appraisal appraise(TestPlatform platform, TestQuote quote, String fields)
            throws MalformedStructureException {
        return new Verifier(policy(fields), platform.verifier(platform.collateral()))
                .appraiseUnbound(evidence(platform.sign(quote)));
    }

    private static Evidence evidence(byte[] quote) {
        return new Evidence(EvidenceFormat.DCAP, quote);
    }

    private static AppraisalPolicy policy(String fields) throws MalformedStructureException {
        String json =
                "{%s}"
                        .formatted(fields)
                        .replace("ENOUGH", ENOUGH)
                        .replace(
                                "MODULE",
                                "'tcbStatus':['OutOfDate'], 'advisories':['INTEL-SA-00005'],")
                        .replace('\'', '"')
                        .replace("\"E1\"", '"' + E1 + '"')
                        .replace("\"A1\"", '"' + "a1".repeat(32) + '"')
                        .replace("\"OTHER\"", '"' + "99".repeat(32) + '"')
                        .replace("\"ZERO32\"", '"' + "00".repeat(32) + '"')
                        .replace("\"D7\"", '"' + D7 + '"')
                        .replace("\"D8\"", '"' + "d8".repeat(48) + '"')
                        .replace("\"DATA\"", '"' + "77".repeat(64) + '"')
                        .replace("\"ZERO\"", '"' + "00".repeat(64) + '"');
        return PolicyJson.parse("test", json.getBytes(UTF_8));
    }
}
