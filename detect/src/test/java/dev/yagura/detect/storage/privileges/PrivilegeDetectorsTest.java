package dev.yagura.detect.storage.privileges;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.detect.Confidence;
import dev.yagura.detect.Severity;
import dev.yagura.detect.storage.StorageScan;
import dev.yagura.detect.storage.fixture.DpkgTree;
import dev.yagura.storage.fixture.MemoryTree;
import java.io.IOException;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class PrivilegeDetectorsTest {
    private static final String SETUID = "linux.privilege.setuid";
    private static final String CAPABILITIES = "linux.privilege.capabilities";
    private static final String WRITABLE = "linux.file.writable-program";

    /** setcap cap_setuid+ep FILE; getfattr -e hex -n security.capability FILE. */
    private static final byte[] SETUID_EP =
            HexFormat.of().parseHex("0100000280000000000000000000000000000000");

    /** The same of cap_net_raw+ep. */
    private static final byte[] NET_RAW_EP =
            HexFormat.of().parseHex("0100000200200000000000000000000000000000");

    private final DpkgTree system =
            new DpkgTree()
                    .packaged("/bin/su", DpkgTree.elf("su"), file -> file.permissions(04755))
                    .packaged("/usr/bin/wall", DpkgTree.elf("w"), file -> file.permissions(02755))
                    .packaged(
                            "/usr/bin/ping",
                            DpkgTree.elf("ping"),
                            file ->
                                    file.permissions(0755)
                                            .extendedAttribute("security.capability", NET_RAW_EP))
                    .program("/usr/bin/find", "find")
                    .program("/usr/bin/python3", "python");

    private StorageScan scan() throws IOException {
        return scan(system.tree());
    }

    private static StorageScan scan(MemoryTree tree) throws IOException {
        return StorageScan.of(tree, PrivilegeDetectors.all());
    }

    @Test
    void whatPackagesInstallHasItsRights() throws IOException {
        StorageScan scan = scan();

        assertThat(scan.findings()).isEmpty();
        assertThat(scan.report().isComplete()).isTrue();
    }

    @Test
    void aCopyOfAShellWithTheBitIsFound() throws IOException {
        system.file("/var/tmp/x", DpkgTree.elf("sh"), file -> file.permissions(04755))
                .file("/opt/tool/helper", DpkgTree.elf("h"), file -> file.permissions(04755))
                .file("/opt/tool/notes", DpkgTree.elf("h"), file -> file.permissions(04644))
                .file("/opt/tool/locked", DpkgTree.elf("h"), file -> file.permissions(02745));
        StorageScan scan = scan();

        assertThat(scan.subjects(SETUID))
                .containsExactlyInAnyOrder("/var/tmp/x", "/opt/tool/helper");
        assertThat(scan.findings())
                .allSatisfy(found -> {
                    assertThat(found.severity()).isEqualTo(Severity.CRITICAL);
                    assertThat(found.confidence())
                            .isEqualTo(
                                    found.subject().startsWith("/var")
                                            ? Confidence.HIGH
                                            : Confidence.MEDIUM);
                });
    }

    @Test
    void aPackagedToolThatHandsItsRightsOnIsFound() throws IOException {
        MemoryTree tree = system.tree();
        tree.at("/usr/bin/find").permissions(04755);

        assertThat(scan(tree).subjects(SETUID)).containsExactly("/usr/bin/find");
    }

    @Test
    void whatTheAdministratorOrderedIsHis() throws IOException {
        system.file("/var/lib/dpkg/statoverride", "root root 4755 /usr/bin/find\n");
        MemoryTree tree = system.tree();
        tree.at("/usr/bin/find").permissions(04755);

        assertThat(scan(tree).findings()).isEmpty();
    }

    @Test
    void theUsualProgramsOfContainersAreTheirs() throws IOException {
        system.file(
                        "/var/lib/docker/overlay2/a/diff/bin/su",
                        DpkgTree.elf("su"),
                        file -> file.permissions(04755))
                .file(
                        "/var/lib/docker/overlay2/a/diff/bin/bash",
                        DpkgTree.elf("sh"),
                        file -> file.permissions(04755));

        assertThat(scan().subjects(SETUID))
                .containsExactly("/var/lib/docker/overlay2/a/diff/bin/bash");
    }

    @Test
    void anInterpreterWithCapabilitiesIsFound() throws IOException {
        MemoryTree tree = system.tree();
        tree.at("/usr/bin/python3").extendedAttribute("security.capability", SETUID_EP);
        tree.file(
                "/opt/server",
                DpkgTree.elf("s"),
                file ->
                        file.permissions(0755)
                                .extendedAttribute("security.capability", NET_RAW_EP));
        StorageScan scan = scan(tree);

        assertThat(scan.subjects(CAPABILITIES)).containsExactly("/usr/bin/python3");
        assertThat(scan.findings().getFirst().evidence().getLast().describe())
                .isEqualTo(
                        "/usr/bin/python3: capabilities is cap_setuid=ep, expected none, which base"
                                + " 1.0 is not known for");
    }

    @Test
    void anotherRevisionOfCapabilitiesIsToldAndCutOnesAreRefused() throws IOException {
        MemoryTree tree = system.tree();
        byte[] other = SETUID_EP.clone();
        other[3] = 9;
        tree.at("/usr/bin/python3").extendedAttribute("security.capability", other);

        assertThat(scan(tree).report().notCovered())
                .extracting(gap -> gap.what() + ": " + gap.why())
                .containsExactly(
                        "/usr/bin/python3: vfs_cap_data: magic_etc at 0x0 has revision 9, expected 1, 2"
                                + " or 3");
        for (int length = 0; length < SETUID_EP.length; length++) {
            byte[] cut = Arrays.copyOf(SETUID_EP, length);
            assertThatThrownBy(() -> FileCapabilities.parse(cut))
                    .isInstanceOf(MalformedStructureException.class);
        }
    }

    @Test
    void programsThatOthersMayChangeAreFound() throws IOException {
        system.file("/etc/cron.d/job", new byte[0], file -> file.permissions(0666))
                .file("/usr/bin/mine", new byte[0], file -> file.permissions(0755).owner(1000, 0))
                .file("/usr/bin/daemons", new byte[0], file -> file.permissions(0755).owner(1, 0))
                .file("/home/a/x", new byte[0], file -> file.permissions(0777).owner(1000, 0));
        MemoryTree tree = system.tree();
        tree.directory("/usr/lib/open", directory -> directory.permissions(0777))
                .directory("/usr/lib/sticky", directory -> directory.permissions(01777));

        assertThat(scan(tree).subjects(WRITABLE))
                .containsExactlyInAnyOrder("/etc/cron.d/job", "/usr/bin/mine", "/usr/lib/open");
    }
}
