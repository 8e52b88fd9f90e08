package dev.yagura.attestation.appraisal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yagura.attestation.Evidence;
import dev.yagura.attestation.EvidenceFormat;
import dev.yagura.attestation.ReportData;
import dev.yagura.attestation.Rule;
import dev.yagura.attestation.Sha256;
import dev.yagura.attestation.appraisal.Appraisal.Accepted;
import dev.yagura.attestation.appraisal.Appraisal.Refused;
import dev.yagura.attestation.policy.AppraisalPolicy;
import dev.yagura.attestation.policy.PolicyJson;
import dev.yagura.attestation.simulation.SimulatedAttester;
import dev.yagura.attestation.simulation.SimulatedEnclave;
import dev.yagura.bytes.MalformedStructureException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VerifierTest {

    private static final Sha256 CODE = Sha256.hash(new byte[] {1});
    private static final Sha256 OTHER = Sha256.hash(new byte[] {2});
    private static final ReportData DATA = ReportData.of(Sha256.hash(new byte[] {3}));

    private final SimulatedAttester attester =
            SimulatedAttester.withFreshKey(new SimulatedEnclave(CODE, 7, 3, true));
    private final Evidence evidence = attester.attest(DATA);

    /** CODE and OTHER stand for the two measurements, KEY for the attester's key. */
    @ParameterizedTest(name = "{0} -> {1}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    'allowDebug':true, 'mrenclave':['CODE']                            | ALLOW_SIMULATED
                    'allowSimulated':true, 'mrenclave':['CODE']                        | ALLOW_DEBUG
                    'allowSimulated':true, 'allowDebug':true                           | MRENCLAVE
                    'allowSimulated':true, 'allowDebug':true, 'mrenclave':['OTHER']    | MRENCLAVE
                    'allowSimulated':true, 'allowDebug':true, 'mrsigner':['OTHER'], 'prodId':7 | MRSIGNER
                    'allowSimulated':true, 'allowDebug':true, 'mrsigner':['OTHER'], 'mrenclave':['CODE'] | MRSIGNER
                    'allowSimulated':true, 'allowDebug':true, 'mrenclave':['CODE'], 'prodId':8 | PROD_ID
                    'allowSimulated':true, 'allowDebug':true, 'mrenclave':['CODE'], 'minSvn':4 | MIN_SVN
                    'allowSimulated':true, 'allowDebug':true, 'mrenclave':['CODE'], 'simulationKeys':['OTHER'] | SIMULATION_KEYS
                    """)
    void eachConditionRefusesByName(String fields, Rule rule) throws Exception {
        Appraisal appraisal = new Verifier(policy(fields)).appraise(evidence, DATA);

        assertThat(appraisal).isInstanceOf(Refused.class);
        assertThat(appraisal.rule()).isEqualTo(rule);
        assertThat(appraisal.message()).startsWith("refused: " + rule.label() + " is ");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    'mrenclave':['CODE']
                    'mrenclave':['OTHER', 'CODE'], 'prodId':7, 'minSvn':3
                    'mrenclave':['CODE'], 'simulationKeys':['OTHER', 'KEY']
                    """)
    void acceptsWhenEveryConditionHolds(String fields) throws Exception {
        var verifier = new Verifier(policy("'allowSimulated':true, 'allowDebug':true, " + fields));

        assertThat(verifier.appraise(evidence, DATA))
                .isInstanceOfSatisfying(
                        Accepted.class,
                        accepted -> {
                            assertThat(accepted.rule()).isEqualTo(Rule.MRENCLAVE);
                            Claims claims = accepted.claims().orElseThrow();
                            assertThat(claims.prodId()).isEqualTo(7);
                            assertThat(claims.svn()).isEqualTo(3);
                            assertThat(claims.debug()).isTrue();
                            assertThat(claims.reportData()).isEqualTo(DATA);
                            assertThat(claims.toString())
                                    .startsWith("simulated, mrenclave " + CODE)
                                    .endsWith("prodId 7, svn 3, debug");
                        });
    }

    @Test
    void defaultPolicyAcceptsNothing() {
        Verifier verifier = new Verifier(AppraisalPolicy.DENY_ALL);

        assertThat(verifier.appraise(evidence, DATA)).isInstanceOf(Refused.class);
        assertThat(verifier.appraiseKey(CODE)).isInstanceOf(Refused.class);
        assertThat(verifier.appraiseKey(Sha256.ZERO)).isInstanceOf(Refused.class);
    }

    @Test
    void refusesOtherReportDataWithBothValues() throws Exception {
        ReportData expected = ReportData.of(OTHER);

        Appraisal appraisal =
                new Verifier(policy("'allowSimulated':true, 'mrenclave':['CODE']"))
                        .appraise(evidence, expected);

        assertThat(appraisal).isEqualTo(new Refused(Rule.REPORT_DATA, DATA.hex(), expected.hex()));
    }

    @Test
    void refusesAlteredEvidence() throws Exception {
        Verifier verifier = new Verifier(policy("'allowSimulated':true, 'mrenclave':['CODE']"));
        byte[] altered = evidence.encoded();
        altered[0x0e] ^= 1;

        assertThat(verifier.appraise(new Evidence(EvidenceFormat.SIMULATED, altered), DATA).rule())
                .isEqualTo(Rule.SIGNATURE);
        assertThat(
                        verifier.appraise(
                                        new Evidence(EvidenceFormat.SIMULATED, new byte[] {1}),
                                        DATA)
                                .rule())
                .isEqualTo(Rule.EVIDENCE);
    }

    @Test
    void longHostileValuesAreShortenedInMessages() {
        assertThat(new Refused(Rule.EVIDENCE, "x".repeat(5000), "y").message())
                .hasSizeLessThan(300)
                .contains("xxx..., ");
    }

    private AppraisalPolicy policy(String fields) throws MalformedStructureException {
        String json =
                "{%s}"
                        .formatted(fields)
                        .replace('\'', '"')
                        .replace("CODE", CODE.hex())
                        .replace("OTHER", OTHER.hex())
                        .replace("KEY", attester.keyHash().hex());
        return PolicyJson.parse("test", json.getBytes(StandardCharsets.UTF_8));
    }
}
