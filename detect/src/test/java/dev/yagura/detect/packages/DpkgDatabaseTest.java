package dev.yagura.detect.packages;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yagura.detect.files.GuestFile;
import dev.yagura.detect.files.GuestFiles;
import dev.yagura.storage.fixture.MemoryTree;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class DpkgDatabaseTest {
    /** printf abc | md5sum. */
    private static final String ABC = "900150983cd24fb0d6963f7d28e17f72";

    private final MemoryTree tree =
            new MemoryTree("made up")
                    .link("/bin", "usr/bin")
                    .file("/usr/bin/tool", "abc")
                    .file("/etc/tool.conf", "changed")
                    .directory("/usr/share/tool")
                    .link("/usr/bin/tl", "tool")
                    .file(
                            "/var/lib/dpkg/status",
                            """
                            Package: tool
                            Status: install ok installed
                            Architecture: amd64
                            Multi-Arch: same
                            Version: 1.2-3
                            Conffiles:
                             /etc/tool.conf 900150983cd24fb0d6963f7d28e17f72
                             /etc/gone.conf d41d8cd98f00b204e9800998ecf8427e obsolete
                            Description: a tool
                             Package: not one

                            Package: removed
                            Status: deinstall ok config-files
                            Version: 1
                            """)
                    .file(
                            "/var/lib/dpkg/info/tool:amd64.list",
                            """
                            /.
                            /bin
                            /bin/tool
                            /bin/tl
                            /bin/missing
                            /usr/share/tool
                            /etc/tool.conf
                            """)
                    .file(
                            "/var/lib/dpkg/info/tool:amd64.md5sums",
                            "%s  bin/tool\n%s  bin/missing\n".formatted(ABC, ABC));

    private GuestFiles files;

    DpkgDatabaseTest() throws IOException {
        files = GuestFiles.of(tree);
    }

    private PackageDatabase read() throws IOException {
        files = GuestFiles.of(tree);
        return PackageDatabases.of(files);
    }

    private GuestFile at(String path) throws IOException {
        return files.at(path).orElseThrow();
    }

    @Test
    void filesAreFoundWhereTheyAreNow() throws IOException {
        PackageDatabase dpkg = read();

        assertThat(dpkg.isThere()).isTrue();
        assertThat(dpkg.description()).isEqualTo("dpkg, 1 packages");
        assertThat(dpkg.gaps()).isEmpty();
        assertThat(dpkg.at(at("/usr/bin/tool")))
                .hasValueSatisfying(file -> {
                    assertThat(file.packageText()).isEqualTo("tool 1.2-3");
                    assertThat(file.digest())
                            .hasValue(new PackagedDigest(PackagedDigest.Algorithm.MD5, ABC));
                    assertThat(file.isConfiguration()).isFalse();
                });
        assertThat(dpkg.at(at("/etc/tool.conf")))
                .hasValueSatisfying(file -> assertThat(file.isConfiguration()).isTrue());
        assertThat(dpkg.missing()).extracting(PackagedFile::path).containsExactly("/bin/missing");
        assertThat(dpkg.at(at("/var"))).isEmpty();
    }

    @Test
    void aDigestIsWhatVouchesForAFile() throws IOException {
        PackageDatabase dpkg = read();

        assertThat(dpkg.voucher(files, at("/usr/bin/tool")))
                .hasValue("dpkg: tool 1.2-3, MD5 of the content");
        assertThat(dpkg.voucher(files, at("/usr/bin/tl"))).hasValue("dpkg: tool 1.2-3 has it");
        assertThat(dpkg.voucher(files, at("/usr/share/tool"))).isPresent();
        assertThat(dpkg.voucher(files, at("/etc/tool.conf"))).isEmpty();
        assertThat(dpkg.voucher(files, at("/etc"))).isEmpty();

        tree.file("/usr/bin/tool", "abd");
        assertThat(read().voucher(files, at("/usr/bin/tool"))).isEmpty();
    }

    @Test
    void aDivertedFileIsElsewhere() throws IOException {
        tree.file("/usr/bin/tool.real", "abc")
                .file(
                        "/var/lib/dpkg/diversions",
                        "/bin/tool\n/bin/tool.real\nother\n/bin/tl\n/bin/tl.x\ntool\n");
        PackageDatabase dpkg = read();

        assertThat(dpkg.at(at("/usr/bin/tool"))).isEmpty();
        assertThat(dpkg.voucher(files, at("/usr/bin/tool.real"))).isPresent();
        assertThat(dpkg.at(at("/usr/bin/tl"))).isPresent();
    }

    @Test
    void whatTheAdministratorOrderedIsKnown() throws IOException {
        tree.file(
                "/var/lib/dpkg/statoverride",
                "root mail 2755 /bin/tool\nroot root 99 /etc\nnonsense\n");
        PackageDatabase dpkg = read();

        assertThat(dpkg.orderedPermissions(at("/usr/bin/tool"))).hasValue(02755);
        assertThat(dpkg.orderedPermissions(at("/etc"))).isEmpty();
    }

    @Test
    void aPackageWithoutAListIsTold() throws IOException {
        tree.remove("/var/lib/dpkg/info/tool:amd64.list");

        assertThat(read().gaps())
                .extracting(GuestFiles.Gap::path)
                .containsExactly("/var/lib/dpkg/info/tool.list");
    }

    @Test
    void anotherDatabaseIsRefusedByName() throws IOException {
        tree.remove("/var/lib/dpkg/status").file("/var/lib/rpm/Packages", "x");
        PackageDatabase none = read();

        assertThat(none.isThere()).isFalse();
        assertThat(none.gaps())
                .containsExactly(
                        new GuestFiles.Gap(
                                "/var/lib/rpm/Packages",
                                "a package database of rpm, Berkeley DB, which is not read;"
                                        + " expected dpkg, or rpm with SQLite"));
        assertThat(none.voucher(files, at("/usr/bin/tool"))).isEmpty();
    }

    @Test
    void nonsenseIsNoPackage() throws IOException {
        tree.file(
                "/var/lib/dpkg/status",
                "Package: ../../etc/x\nStatus: install ok installed\n\n:\n\nPackage: a\n\n \n"
                        + "Package: \u0000\nStatus: x");

        assertThat(read().isThere()).isFalse();
    }
}
