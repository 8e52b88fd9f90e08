package dev.yagura.detect.storage.installed;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import dev.yagura.detect.Confidence;
import dev.yagura.detect.Finding;
import dev.yagura.detect.Severity;
import dev.yagura.detect.storage.StorageScan;
import dev.yagura.detect.storage.fixture.DpkgTree;
import dev.yagura.storage.fixture.MemoryTree;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class PackageDetectorsTest {
    private static final String CHANGED = "linux.package.changed-file";
    private static final String MISSING = "linux.package.missing-file";
    private static final String PERMISSIONS = "linux.package.changed-permissions";
    private static final String UNOWNED = "linux.package.unowned-file";

    private final DpkgTree system =
            new DpkgTree()
                    .program("/bin/ls", "list")
                    .packaged("/usr/share/doc/base/README", "read me\n")
                    .conffile("/etc/base.conf", "a = 1\n");

    private StorageScan scan() throws IOException {
        return scan(system.tree());
    }

    private static StorageScan scan(MemoryTree tree) throws IOException {
        return StorageScan.of(tree, PackageDetectors.all());
    }

    @Test
    void aSystemAsItWasInstalledHasNothing() throws IOException {
        StorageScan scan = scan();

        assertThat(scan.findings()).isEmpty();
        assertThat(scan.report().isComplete()).isTrue();
        assertThat(scan.report().looked())
                .containsEntry("packaged files compared with their digests", 3L);
    }

    @Test
    void aChangedProgramIsCriticalAndChangedTextAWarning() throws IOException {
        MemoryTree tree = system.tree();
        tree.file("/usr/bin/ls", DpkgTree.elf("evil"), file -> file.permissions(0755))
                .file("/usr/share/doc/base/README", "other\n");
        StorageScan scan = scan(tree);

        assertThat(scan.findings())
                .extracting(Finding::rule, Finding::subject, Finding::severity)
                .containsExactlyInAnyOrder(
                        tuple(CHANGED, "/usr/bin/ls", Severity.CRITICAL),
                        tuple(CHANGED, "/usr/share/doc/base/README", Severity.WARNING));
        assertThat(scan.findings().getFirst().evidence().getLast().describe())
                .startsWith("/usr/bin/ls: MD5 of the content is ")
                .endsWith(", as base 1.0 has it");
    }

    @Test
    void aProgramThatBecameALinkIsChanged() throws IOException {
        MemoryTree tree = system.tree();
        tree.link("/usr/bin/ls", "/tmp/ls");

        assertThat(scan(tree).subjects(CHANGED)).containsExactly("/usr/bin/ls");
    }

    @Test
    void aChangedConfigurationFileIsTheAdministrators() throws IOException {
        MemoryTree tree = system.tree();
        tree.file("/etc/base.conf", "a = 2\n");

        assertThat(scan(tree).findings()).isEmpty();
    }

    @Test
    void programsThatAreGoneAreToldByPackageAndDocumentsAreNot() throws IOException {
        MemoryTree tree = system.tree();
        tree.remove("/usr/bin/ls").remove("/usr/share/doc/base/README").remove("/etc/base.conf");

        assertThat(scan(tree).findings())
                .singleElement()
                .satisfies(found -> {
                    assertThat(found.rule()).isEqualTo(MISSING);
                    assertThat(found.subject()).isEqualTo("files of base 1.0");
                    assertThat(found.confidence()).isEqualTo(Confidence.LOW);
                    assertThat(found.evidence()).hasSize(1);
                });
    }

    @Test
    void aProgramOfNoPackageIsFoundAndWhatProgramsMakeIsNot() throws IOException {
        system.file(
                        "/usr/bin/helper",
                        "#!/bin/sh\n".getBytes(UTF_8),
                        file -> file.permissions(0755))
                .file("/usr/lib/libx.so.1", DpkgTree.elf("x"), file -> {})
                .file("/usr/lib/python3/__pycache__/a.pyc", DpkgTree.elf("c"), file -> {})
                .file("/usr/lib/notes", "text")
                .file("/usr/local/bin/mine", DpkgTree.elf("m"), file -> file.permissions(0755))
                .file("/usr/share/x", DpkgTree.elf("m"), file -> file.permissions(0755));

        assertThat(scan().subjects(UNOWNED))
                .containsExactlyInAnyOrder("/usr/bin/helper", "/usr/lib/libx.so.1");
    }

    @Test
    void permissionsAreThoseThatTheAdministratorOrdered() throws IOException {
        system.file("/var/lib/dpkg/statoverride", "root root 750 /bin/ls\n");
        MemoryTree tree = system.tree();
        tree.at("/usr/bin/ls").permissions(0750);
        assertThat(scan(tree).findings()).isEmpty();

        tree.at("/usr/bin/ls").permissions(04755);
        assertThat(scan(tree).findings())
                .singleElement()
                .satisfies(found -> {
                    assertThat(found.rule()).isEqualTo(PERMISSIONS);
                    assertThat(found.severity()).isEqualTo(Severity.CRITICAL);
                    assertThat(found.evidence().getLast().describe())
                            .isEqualTo(
                                    "/usr/bin/ls: permissions is 4755, expected 0750, as"
                                            + " dpkg-statoverride orders");
                });
    }

    @Test
    void withoutADatabaseEachSaysSo() throws IOException {
        StorageScan scan = scan(new MemoryTree("made up").directory("/usr/bin"));

        assertThat(scan.findings()).isEmpty();
        assertThat(scan.report().notCovered())
                .hasSize(PackageDetectors.all().size())
                .allSatisfy(
                        gap -> assertThat(gap.why()).isEqualTo("no package database that is read"));
    }

    @Test
    void aProgramThatCannotBeReadIsTold() throws IOException {
        MemoryTree tree = system.tree();
        tree.at("/usr/bin/ls").damaged();
        StorageScan scan = scan(tree);

        assertThat(scan.findings()).isEmpty();
        assertThat(scan.report().notCovered())
                .anySatisfy(gap -> {
                    assertThat(gap.detector()).isEqualTo(CHANGED);
                    assertThat(gap.what()).isEqualTo("/usr/bin/ls");
                });
    }
}
