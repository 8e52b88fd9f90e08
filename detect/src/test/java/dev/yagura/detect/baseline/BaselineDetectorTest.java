package dev.yagura.detect.baseline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yagura.detect.Evidence;
import dev.yagura.detect.Finding;
import dev.yagura.detect.NotCovered;
import dev.yagura.detect.Severity;
import dev.yagura.detect.lists.ListFile;
import dev.yagura.detect.lists.PathList;
import dev.yagura.detect.storage.StorageScan;
import dev.yagura.storage.file.FileType;
import dev.yagura.storage.fixture.MemoryFile;
import dev.yagura.storage.fixture.MemoryTree;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class BaselineDetectorTest {
    private static MemoryTree system() {
        return new MemoryTree("made up")
                .file("/usr/bin/ls", "list", ls -> ls.permissions(0755))
                .file("/usr/bin/su", "become", su -> su.permissions(0755))
                .file("/etc/passwd", "root")
                .file("/srv/page", "hello")
                .file("/var/log/syslog", "one line")
                .file("/opt/big", "deep")
                .link("/etc/localtime", "UTC")
                .device("/dev/null", FileType.CHARACTER_DEVICE, 1, 3);
    }

    private static StorageScan scan(MemoryTree before, MemoryTree now, String... excluded)
            throws IOException {
        return scan(before, now, 100, excluded);
    }

    private static StorageScan scan(
            MemoryTree before, MemoryTree now, int maxTold, String... excluded) throws IOException {
        Baseline baseline = Baseline.read(new ListFile("b", TreeBaseline.of(before)));
        return StorageScan.of(
                now,
                List.of(new BaselineDetector(baseline, PathList.of(List.of(excluded)), maxTold)));
    }

    @Test
    void nothingIsReportedWhereNothingChanged() throws IOException {
        StorageScan scan = scan(system(), system());

        assertThat(scan.findings()).isEmpty();
        assertThat(scan.report().looked())
                .containsEntry("files of the baseline", 17L)
                .containsEntry("files left out of the comparison", 1L);
    }

    @Test
    void eachKindOfChangeIsFoundAndItsNeighbourIsNot() throws IOException {
        MemoryTree now =
                system().file("/usr/bin/ls", "LIST", ls -> ls.permissions(0755))
                        .file("/usr/bin/su", "become", su -> su.permissions(04755).owner(7, 0))
                        .file("/srv/new", "")
                        .link("/etc/localtime", "CET")
                        .device("/dev/null", FileType.CHARACTER_DEVICE, 1, 5)
                        .file("/var/log/syslog", "other lines")
                        .file("/tmp/anything", "x")
                        .remove("/etc/passwd")
                        .remove("/opt/big")
                        .link("/opt/big", "/srv/page");
        StorageScan scan = scan(system(), now);

        assertThat(scan.findings())
                .extracting(found -> found.severity() + " " + found.title())
                .containsExactly(
                        "CRITICAL /etc/localtime was changed since the baseline: target",
                        "CRITICAL /etc/passwd was removed since the baseline",
                        "CRITICAL /usr/bin/ls was changed since the baseline: sha256",
                        "CRITICAL /usr/bin/su was changed since the baseline: mode, owner",
                        "WARNING /dev/null was changed since the baseline: device",
                        "WARNING /opt/big was changed since the baseline: mode, sha256, size,"
                                + " target, type",
                        "WARNING /srv/new was added since the baseline",
                        "WARNING /tmp was added since the baseline");
        assertThat(scan.findings().get(3).evidence())
                .extracting(Evidence::describe)
                .contains(
                        "/usr/bin/su: mode is 4755, expected 0755, as baseline b of"
                                + " 2026-11-29T12:00:00Z has it");
    }

    @Test
    void whatTheUserLeavesOutIsNotCompared() throws IOException {
        MemoryTree now = system().file("/srv/page", "other").file("/opt/big", "other");

        assertThat(scan(system(), now, "/srv/*").subjects("linux.file.changed-since-baseline"))
                .containsExactly("/opt/big");
    }

    @Test
    void manyChangesAreCountedWithTheGravestFirst() throws IOException {
        MemoryTree now = system().file("/etc/passwd", "toor");
        for (int i = 0; i < 20; i++) {
            now.file("/srv/%02d".formatted(i), "");
        }
        List<Finding> findings = scan(system(), now, 3).findings();

        assertThat(findings).hasSize(4);
        assertThat(findings.getFirst().subject()).isEqualTo("/etc/passwd");
        assertThat(findings.getLast().title()).startsWith("18 other files were added, changed");
        assertThat(findings.getLast().severity()).isEqualTo(Severity.WARNING);
    }

    @Test
    void whatCannotBeReadIsNotTakenForChanged() throws IOException {
        MemoryTree now = system().file("/usr/bin/ls", "list", MemoryFile::damaged);
        now.at("/usr/bin/ls").permissions(0755);
        now.directory("/srv", MemoryFile::damaged);
        StorageScan scan = scan(system(), now);

        assertThat(scan.findings()).isEmpty();
        assertThat(scan.report().notCovered())
                .extracting(NotCovered::what)
                .contains("/usr/bin/ls", "1 files of the baseline");
    }

    @Test
    void whatCouldNotBeReadWhenItWasRecordedIsNotCompared() throws IOException {
        MemoryTree before = system();
        before.at("/usr/bin/ls").damaged();

        assertThat(TreeBaseline.of(before)).contains("\"unread\":\"sha256");
        assertThat(scan(before, system()).findings()).isEmpty();
    }
}
