package dev.yagura.cli.connect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.yagura.attestation.dcap.tcb.TcbStatus;
import dev.yagura.attestation.policy.AppraisalPolicy;
import dev.yagura.attestation.policy.PolicyJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PolicyFileTest {

    @TempDir private Path folder;

    @Test
    void yamlSaysWhatJsonSays() throws IOException {
        AppraisalPolicy policy =
                read(
                        """
                        # By signer.
                        mrsigner:
                          - "%s"
                        prodId: 3
                        minSvn: 2
                        mrenclave: [%s]
                        allowDebug: false
                        tcbStatus:
                          - UpToDate
                          - SWHardeningNeeded
                        advisories: [INTEL-SA-00615]
                        """
                                .formatted("1".repeat(64), "ab".repeat(32)));

        assertThat(policy.prodId()).hasValue(3);
        assertThat(policy.minSvn()).isEqualTo(2);
        assertThat(policy.mrenclave()).hasSize(1);
        assertThat(policy.mrsigner()).hasSize(1);
        assertThat(policy.quotes().tcbStatus())
                .containsExactly(TcbStatus.UP_TO_DATE, TcbStatus.SW_HARDENING_NEEDED);
        assertThat(read(PolicyJson.format(policy))).isEqualTo(policy);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    allowDebugg: true        | :1:1: appraisal policy: field "allowDebugg" is unknown
                    minSvn: 70000            | :1:9: appraisal policy: minSvn is 70000, expected a whole number in 0..65535
                    minSvn: 1.5              | :1:9: appraisal policy: minSvn is 1.5, expected a whole number
                    minSvn: "1"              | :1:9: appraisal policy: minSvn is 1, expected a whole number
                    mrenclave: abcd          | :1:12: appraisal policy: mrenclave is abcd, expected an array
                    mrenclave: [abcd]        | :1:12: appraisal policy: mrenclave holds abcd, expected 64
                    mrenclave: {a: 1}        | :1:12: appraisal policy: mrenclave is START_OBJECT, expected an array
                    allowDebug: yes          | :1:13: appraisal policy: allowDebug is yes, expected true or false
                    allowDebug: &a true      | :1:13: found an anchor or alias
                    tcbStatus: [Revoked]     | :1:1: appraisal policy: policy is refused: appraisal policy: tcbStatus is [Revoked]
                    - mrenclave              | :1:1: appraisal policy is a list, expected a mapping
                    """)
    void refusesWithLineAndColumn(String text, String message) {
        assertThatThrownBy(() -> read(text))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(message);
    }

    @Test
    void refusesAFieldThatIsThereTwice() {
        assertThatThrownBy(() -> read("minSvn: 1\nminSvn: 2\n"))
                .hasMessageContaining(":2:1: \"minSvn\" is there twice");
    }

    @Test
    void anEmptyFileIsNoPolicy() {
        assertThatThrownBy(() -> read("")).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> read("# nothing\n")).isInstanceOf(IOException.class);
    }

    private AppraisalPolicy read(String text) throws IOException {
        return PolicyFile.read(Files.writeString(folder.resolve("policy"), text));
    }
}
