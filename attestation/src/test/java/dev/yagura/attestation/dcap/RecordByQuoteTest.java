package dev.yagura.attestation.dcap;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.yagura.attestation.Attester;
import dev.yagura.attestation.Evidence;
import dev.yagura.attestation.EvidenceFormat;
import dev.yagura.attestation.ReportData;
import dev.yagura.attestation.Rule;
import dev.yagura.attestation.Sha256;
import dev.yagura.attestation.appraisal.Verifier;
import dev.yagura.attestation.dcap.collateral.Collateral;
import dev.yagura.attestation.dcap.collateral.SignedText;
import dev.yagura.attestation.policy.PolicyJson;
import dev.yagura.attestation.record.RecordKey;
import dev.yagura.attestation.record.RecordReader;
import dev.yagura.attestation.record.RecordVerdict;
import dev.yagura.attestation.record.RecordWriter;
import dev.yagura.attestation.record.Recorder;
import java.io.IOException;
import java.io.StringReader;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.core.io.JsonStringEncoder;

/** A record whose key an SGX quote vouches for is verified with the collateral it carries. */
class RecordByQuoteTest {
    private final TestPlatform platform = new TestPlatform();

    /** Quotes what it is told to, as an enclave on the platform would. */
    private final Attester enclave =
            new Attester() {
                @Override
                public EvidenceFormat format() {
                    return EvidenceFormat.DCAP;
                }

                @Override
                public Evidence attest(ReportData reportData) {
                    TestQuote quote = new TestQuote();
                    byte[] bytes = reportData.bytes();
                    for (int i = 0; i < bytes.length; i++) {
                        quote = quote.body(TestQuote.REPORT_DATA + i, bytes[i] & 0xff);
                    }
                    return new Evidence(EvidenceFormat.DCAP, platform.sign(quote));
                }
            };

    @Test
    void isJudgedByTheCollateralInside() throws IOException {
        RecordKey key = RecordKey.attested(enclave);

        RecordVerdict with = verdict(key.withCollateral(json(platform.collateral())));
        assertThat(with.problems()).isEmpty();
        assertThat(with.appraisal().orElseThrow().message()).startsWith("accepted: mrenclave");
        assertThat(with.isGood()).isTrue();

        RecordVerdict without = verdict(key);
        assertThat(without.appraisal().orElseThrow().rule()).isEqualTo(Rule.COLLATERAL);
        assertThat(without.isGood()).isFalse();
    }

    @Test
    void collateralThatSomebodyMadeUpIsRefused() throws IOException {
        RecordKey key = RecordKey.attested(enclave);
        TestPlatform forger = new TestPlatform();

        RecordVerdict verdict = verdict(key.withCollateral(json(forger.collateral())));

        assertThat(verdict.isGood()).isFalse();
        assertThat(verdict.appraisal().orElseThrow().message()).startsWith("refused");
    }

    private RecordVerdict verdict(RecordKey key) throws IOException {
        List<String> lines = new ArrayList<>();
        try (Recorder recorder = new Recorder(key);
                RecordWriter record = recorder.begin("web", lines::add)) {
            record.add("{}");
            record.end();
        }
        var policy =
                PolicyJson.parse(
                        "policy",
                        "{\"mrenclave\":[\"%s\"],\"tcbStatus\":[\"UpToDate\"]}"
                                .formatted("e1".repeat(Sha256.SIZE_BYTES))
                                .getBytes(UTF_8));
        return RecordReader.read(
                "record",
                new StringReader(String.join("\n", lines)),
                carried ->
                        new Verifier(
                                policy,
                                new QuoteVerifier(
                                        platform.root.asRoot(),
                                        carried,
                                        InstantSource.fixed(platform.at))),
                row -> {});
    }

    private static String json(Collateral collateral) {
        return """
        {%s, %s, "root_ca_crl": "%s", "pck_crl": "%s"}\
        """
                .formatted(
                        signed("tcb_info", collateral.tcbInfo()),
                        signed("qe_identity", collateral.qeIdentity()),
                        hex(collateral.rootCaCrl().orElseThrow()),
                        hex(collateral.pckCrl().orElseThrow()));
    }

    private static String signed(String field, SignedText text) {
        return "\"%s\": \"%s\", \"%s_signature\": \"%s\", \"%s_issuer_chain\": \"%s\""
                .formatted(
                        field,
                        quoted(text.text()),
                        field,
                        hex(text.signature()),
                        field,
                        quoted(text.chain()));
    }

    private static String quoted(byte[] text) {
        return new String(
                JsonStringEncoder.getInstance().quoteAsCharArray(new String(text, UTF_8)));
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }
}
