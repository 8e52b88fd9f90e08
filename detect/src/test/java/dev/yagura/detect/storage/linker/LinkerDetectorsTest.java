package dev.yagura.detect.storage.linker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yagura.detect.Confidence;
import dev.yagura.detect.Severity;
import dev.yagura.detect.storage.StorageScan;
import dev.yagura.detect.storage.fixture.DpkgTree;
import dev.yagura.storage.fixture.MemoryTree;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class LinkerDetectorsTest {
    private static final String PRELOAD = "linux.linker.preload-file";
    private static final String LINKER = "linux.linker.changed";
    private static final String PATHS = "linux.linker.search-path";
    private static final String LD_SO = "/usr/lib/x86_64-linux-gnu/ld-linux-x86-64.so.2";

    private final DpkgTree system =
            new DpkgTree()
                    .program(LD_SO, "/etc/ld.so.preload")
                    .program("/usr/lib/libsnoopy.so", "snoopy")
                    .conffile("/etc/ld.so.conf", "include /etc/ld.so.conf.d/*.conf\n")
                    .file(
                            "/etc/ld.so.conf.d/local.conf",
                            "# mine\n/usr/local/lib\n/opt/x/lib # x\n");

    private StorageScan scan() throws IOException {
        return scan(system.tree());
    }

    private static StorageScan scan(MemoryTree tree) throws IOException {
        return StorageScan.of(tree, LinkerDetectors.all());
    }

    @Test
    void aSystemAsItWasInstalledHasNothing() throws IOException {
        StorageScan scan = scan();

        assertThat(scan.findings()).isEmpty();
        assertThat(scan.report().isComplete()).isTrue();
    }

    @Test
    void aPreloadedLibraryIsNamed() throws IOException {
        system.file("/usr/lib/libsel.so.1", "x")
                .file("/etc/ld.so.preload", "/usr/lib/libsel.so.1 /lib/gone.so # why\n");
        StorageScan scan = scan();

        assertThat(scan.findings())
                .singleElement()
                .satisfies(found -> {
                    assertThat(found.rule()).isEqualTo(PRELOAD);
                    assertThat(found.confidence()).isEqualTo(Confidence.HIGH);
                    assertThat(found.evidence())
                            .extracting(evidence -> evidence.describe())
                            .contains(
                                    "/etc/ld.so.preload: library is /usr/lib/libsel.so.1, expected"
                                            + " none",
                                    "/etc/ld.so.preload: library is /lib/gone.so, expected none");
                });
    }

    @Test
    void aPackagedLibraryIsVouchedFor() throws IOException {
        system.file("/etc/ld.so.preload", "/usr/lib/libsnoopy.so\n");
        StorageScan scan = scan();

        assertThat(scan.findings()).isEmpty();
        assertThat(scan.report().vouched())
                .extracting(vouched -> vouched.subject())
                .contains("/usr/lib/libsnoopy.so in /etc/ld.so.preload");
    }

    @Test
    void anEmptyPreloadFileIsAWarning() throws IOException {
        system.file("/etc/ld.so.preload", "\n# nothing\n");

        assertThat(scan().findings())
                .singleElement()
                .satisfies(found -> assertThat(found.severity()).isEqualTo(Severity.WARNING));
    }

    @Test
    void aLinkerThatAsksAnotherFileIsFound() throws IOException {
        MemoryTree tree = system.tree();
        tree.file(LD_SO, DpkgTree.elf("/etc/ld.so.preloae"), file -> file.permissions(0755));
        StorageScan scan = scan(tree);

        assertThat(scan.subjects(LINKER)).containsExactly(LD_SO);
        assertThat(scan.findings().getFirst().confidence()).isEqualTo(Confidence.HIGH);
        assertThat(scan.findings().getFirst().evidence()).hasSize(3);
    }

    @Test
    void anotherLinkerThatLooksRightIsFoundByItsDigest() throws IOException {
        MemoryTree tree = system.tree();
        tree.file(LD_SO, DpkgTree.elf("/etc/ld.so.preload evil"), file -> file.permissions(0755));

        assertThat(scan(tree).findings())
                .singleElement()
                .satisfies(found -> assertThat(found.confidence()).isEqualTo(Confidence.MEDIUM));
    }

    @Test
    void directoriesThatOthersMayWriteToAreFound() throws IOException {
        system.file("/etc/ld.so.conf.d/a.conf", "/tmp/lib\n")
                .file("/etc/ld.so.conf.d/b.conf", "lib\n")
                .file("/etc/ld.so.conf.d/c.conf", "/opt/.hidden\n")
                .file("/etc/ld.so.conf.d/d.conf", "/srv/lib\n");
        MemoryTree tree = system.tree();
        tree.directory("/srv/lib", directory -> directory.owner(1000, 1000))
                .directory("/opt/x/lib");

        assertThat(scan(tree).subjects(PATHS))
                .containsExactlyInAnyOrder(
                        "/etc/ld.so.conf.d/a.conf",
                        "/etc/ld.so.conf.d/b.conf",
                        "/etc/ld.so.conf.d/c.conf",
                        "/etc/ld.so.conf.d/d.conf");
    }
}
