package dev.yagura.attestation.policy;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.yagura.attestation.ReportData;
import dev.yagura.attestation.Sha256;
import dev.yagura.attestation.Sha384;
import dev.yagura.attestation.dcap.tcb.TcbStatus;
import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.bytes.MalformedStructureException.Reason;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PolicyJsonTest {

    private static final Sha256 ONE = Sha256.hash(new byte[] {1});
    private static final Sha256 TWO = Sha256.hash(new byte[] {2});

    private static final AppraisalPolicy FULL =
            new AppraisalPolicy(
                    true,
                    Set.of(ONE),
                    Set.of(ONE, TWO),
                    Set.of(TWO),
                    OptionalInt.of(9),
                    4,
                    true,
                    Set.of(TWO, ONE),
                    new QuoteDemands(
                            Set.of(TcbStatus.UP_TO_DATE, TcbStatus.SW_HARDENING_NEEDED),
                            Set.of("INTEL-SA-00615"),
                            17,
                            true,
                            Set.of(ReportData.of(ONE)),
                            Set.of(new Sha384("ab".repeat(48))),
                            List.of(
                                    Set.of(new Sha384("01".repeat(48))),
                                    Set.of(),
                                    Set.of(new Sha384("02".repeat(48))),
                                    Set.of())));

    @Test
    void emptyObjectDeniesEverything() throws Exception {
        assertThat(parse("{}")).isEqualTo(AppraisalPolicy.DENY_ALL);
    }

    @Test
    void everyFieldRoundTrips() throws Exception {
        assertThat(parse(PolicyJson.format(FULL))).isEqualTo(FULL);
        assertThat(parse(PolicyJson.format(AppraisalPolicy.DENY_ALL)))
                .isEqualTo(AppraisalPolicy.DENY_ALL);
        assertThat(PolicyJson.format(FULL)).isEqualTo(PolicyJson.format(FULL)).contains("\n");
    }

    @Test
    void upperCaseDigitsAreTheSameKey() throws Exception {
        assertThat(parse("{\"pinnedKeys\":[\"%S\"]}".formatted(ONE.hex())))
                .isEqualTo(AppraisalPolicy.pinning(ONE));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    {"allowSimulatd":true}            | UNSUPPORTED  | allowSimulatd at 0x1 is unknown, expected one of allowSimulated,
                    {"allowSimulated":"yes"}          | OUT_OF_RANGE | allowSimulated at 0x12 is yes, expected true or false
                    {"allowSimulated":null}           | OUT_OF_RANGE | expected true or false
                    {"allowDebug":1}                  | OUT_OF_RANGE | is 1, expected true or false
                    {"mrenclave":"00"}                | OUT_OF_RANGE | mrenclave at 0xd is 00, expected an array
                    {"mrenclave":["00"]}              | OUT_OF_RANGE | holds 00, expected 64 hexadecimal digits
                    {"mrenclave":[[]]}                | OUT_OF_RANGE | holds START_ARRAY, expected 64 hexadecimal digits
                    {"mrsigner":[7]}                  | OUT_OF_RANGE | holds 7, expected 64 hexadecimal digits
                    {"minSvn":-1}                     | OUT_OF_RANGE | is -1, expected a whole number in 0..65535
                    {"minSvn":65536}                  | OUT_OF_RANGE | is 65536, expected a whole number in 0..65535
                    {"minSvn":1.5}                    | OUT_OF_RANGE | is 1.5, expected a whole number in 0..65535
                    {"minSvn":1e3}                    | OUT_OF_RANGE | is 1e3, expected a whole number in 0..65535
                    {"tcbStatus":["Revoked"]}         | OUT_OF_RANGE | tcbStatus is [Revoked], expected at least one and not Revoked
                    {"tcbStatus":[]}                  | OUT_OF_RANGE | tcbStatus is [], expected at least one
                    {"tcbStatus":["Fine"]}            | OUT_OF_RANGE | holds Fine, expected a tcb status such as UpToDate
                    {"advisories":["*"]}              | OUT_OF_RANGE | holds *, expected an advisory such as INTEL-SA-00615
                    {"reportData":["00"]}             | OUT_OF_RANGE | holds 00, expected 128 hexadecimal digits
                    {"rtmr3":["00"]}                  | OUT_OF_RANGE | rtmr3 at 0xa holds 00, expected 96 hexadecimal digits
                    {"rtmr4":[]}                      | UNSUPPORTED  | rtmr4 at 0x1 is unknown
                    {"prodId":"1"}                    | OUT_OF_RANGE | is 1, expected a whole number in 0..65535
                    {"minSvn":1,"minSvn":0}           | OUT_OF_RANGE | is not well-formed: Duplicate
                    {"minSvn":99999999999999999999}   | OUT_OF_RANGE | is not well-formed: Number value length
                    {} {}                             | OUT_OF_RANGE | is followed by START_OBJECT, expected the end
                    []                                | OUT_OF_RANGE | is START_ARRAY, expected an object
                    ``                                | OUT_OF_RANGE | is nothing, expected an object
                    {"mrenclave":[[[[[[]]]]]]}        | OUT_OF_RANGE | expected 64 hexadecimal digits
                    {"mrsigner":["0000000000000000000000000000000000000000000000000000000000000000"],"prodId":1} | OUT_OF_RANGE | mrsigner is zero
                    {"mrsigner":["1111111111111111111111111111111111111111111111111111111111111111"]} | OUT_OF_RANGE | prodId is absent
                    """)
    void refusesByNameAndPlace(String json, Reason reason, String message) {
        assertThatThrownBy(() -> parse(json))
                .isInstanceOfSatisfying(
                        MalformedStructureException.class,
                        e -> assertThat(e.reason()).isEqualTo(reason))
                .hasMessageStartingWith("appraisal policy p.json: ")
                .hasMessageContaining(message);
    }

    @Test
    void refusesEveryTruncation() {
        String text = PolicyJson.format(FULL).strip();
        for (int length = 0; length < text.length(); length++) {
            String cut = text.substring(0, length);
            assertThatThrownBy(() -> parse(cut))
                    .as(cut)
                    .isInstanceOf(MalformedStructureException.class);
        }
    }

    @Test
    void damageGivesAPolicyOrTheDocumentedException() {
        byte[] text = PolicyJson.format(FULL).getBytes(UTF_8);
        Random random = new Random(20261123);
        int refused = 0;
        for (int round = 0; round < 20_000; round++) {
            byte[] mutant = text.clone();
            for (int change = random.nextInt(1, 4); change > 0; change--) {
                mutant[random.nextInt(mutant.length)] = (byte) random.nextInt(256);
            }
            try {
                PolicyJson.parse("p.json", mutant);
            } catch (MalformedStructureException e) {
                refused++;
            }
        }
        assertThat(refused).isGreaterThan(10_000);
    }

    @Test
    void refusesOversizedInputAndSets() {
        byte[] spaces = new byte[PolicyJson.MAX_BYTES + 1];
        Arrays.fill(spaces, (byte) ' ');
        assertThatThrownBy(() -> PolicyJson.parse("p.json", spaces))
                .hasMessageContaining("is 524289, expected at most 524288");
        Set<Sha256> keys = new HashSet<>();
        for (int i = 0; i <= AppraisalPolicy.MAX_ENTRIES; i++) {
            keys.add(Sha256.hash(new byte[] {(byte) i, (byte) (i >>> 8)}));
        }
        assertThatThrownBy(() -> AppraisalPolicy.DENY_ALL.withPinnedKeys(keys))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("pinnedKeys has 257 entries, expected at most 256");
    }

    @Test
    void fullestPolicyFitsTheLimit() throws Exception {
        Set<Sha256> keys = new HashSet<>();
        for (int i = 0; i < AppraisalPolicy.MAX_ENTRIES; i++) {
            keys.add(Sha256.hash(new byte[] {(byte) i}));
        }
        var fullest = new AppraisalPolicy(true, keys, keys, keys, OptionalInt.of(1), 1, true, keys);

        assertThat(parse(PolicyJson.format(fullest))).isEqualTo(fullest);
    }

    private static AppraisalPolicy parse(String json) throws MalformedStructureException {
        return PolicyJson.parse("p.json", json.getBytes(UTF_8));
    }
}
