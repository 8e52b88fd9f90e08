package dev.yagura.detect.storage.boot;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.yagura.detect.Confidence;
import dev.yagura.detect.Finding;
import dev.yagura.detect.NotCovered;
import dev.yagura.detect.Severity;
import dev.yagura.detect.ramdisk.Cpio;
import dev.yagura.detect.storage.StorageScan;
import dev.yagura.detect.storage.fixture.DpkgTree;
import dev.yagura.storage.fixture.MemoryFile;
import dev.yagura.storage.fixture.MemoryTree;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class ChangedInitrdDetectorTest {
    private static final String INITRD = "/boot/initrd.img-6.1.0";
    private static final String MODULES = "usr/lib/modules/6.1.0/";
    private static final byte[] EXT4 = DpkgTree.elf("ext4".repeat(100));
    private static final byte[] EVIL = DpkgTree.elf("evil");
    private static final Instant LATER = MemoryFile.EPOCH.plus(Duration.ofDays(1));

    private final DpkgTree system =
            new DpkgTree()
                    .packaged("/usr/share/initramfs-tools/init", "#!/bin/sh\ninit\n")
                    .packaged("/usr/share/initramfs-tools/scripts/local", "mountroot()\n")
                    .program("/usr/bin/kmod", "kmod")
                    .program("/usr/bin/cat", "GNU cat")
                    .program("/usr/lib/klibc/bin/cat", "cat")
                    .program("/usr/lib/libz.so.1.3", "libz 3")
                    .packaged("/usr/lib/firmware/wifi.mbn", "firmware");

    private final Cpio main =
            new Cpio()
                    .file("init", Cpio.PROGRAM, "#!/bin/sh\ninit\n")
                    .file("scripts/local", Cpio.DATA, "mountroot()\n")
                    .file("scripts/init-top/ORDER", Cpio.DATA, "/scripts/init-top/udev \"$@\"\n")
                    .file("conf/arch.conf", Cpio.DATA, "DPKG_ARCH=amd64\n")
                    .file("etc/ld.so.cache", Cpio.DATA, "made on this machine")
                    .file("usr/bin/kmod", Cpio.PROGRAM, DpkgTree.elf("kmod"))
                    .file("usr/bin/cat", Cpio.PROGRAM, DpkgTree.elf("cat"))
                    .file("usr/lib/firmware/wifi.mbn", Cpio.DATA, DpkgTree.elf("given"))
                    .file(MODULES + "modules.dep", Cpio.DATA, "generated");

    private StorageScan scan(byte[] initrd) throws IOException {
        return scan(initrd, MemoryFile.EPOCH);
    }

    private StorageScan scan(byte[] initrd, Instant changed) throws IOException {
        return scan(system.tree().file(INITRD, initrd, file -> file.changed(changed)));
    }

    private static StorageScan scan(MemoryTree tree) throws IOException {
        return StorageScan.of(tree, List.of(new ChangedInitrdDetector()));
    }

    private static Finding only(StorageScan scan) {
        assertThat(scan.findings()).hasSize(1);
        return scan.findings().getFirst();
    }

    private static void assertFound(StorageScan scan, String path, Confidence confidence) {
        Finding finding = only(scan);
        assertThat(finding.subject()).isEqualTo(INITRD + ": " + path);
        assertThat(finding.confidence()).isEqualTo(confidence);
    }

    private static List<String> gaps(StorageScan scan) {
        return scan.report().notCovered().stream().map(NotCovered::what).toList();
    }

    @Test
    void whatInitramfsToolsPutsThereIsNotFound() throws IOException {
        StorageScan scan = scan(Cpio.gzip(main.bytes()));

        assertThat(scan.findings()).isEmpty();
        assertThat(scan.report().isComplete()).isTrue();
        assertThat(scan.report().looked()).containsEntry("initial ramdisks", 1L);
        assertThat(scan.report().looked())
                .containsEntry("programs and modules of initial ramdisks", 4L);
    }

    @Test
    void aChangedProgramIsFound() throws IOException {
        main.file("usr/sbin/../bin/kmod", Cpio.PROGRAM, EVIL);

        StorageScan scan = scan(Cpio.gzip(main.bytes()));

        assertFound(scan, "usr/sbin/../bin/kmod", Confidence.HIGH);
        assertThat(only(scan).severity()).isEqualTo(Severity.CRITICAL);
        assertThat(only(scan).evidence().toString()).contains("/usr/bin/kmod");
    }

    @Test
    void aScriptInAnAppendedArchiveIsFound() throws IOException {
        byte[] appended = new Cpio().file("scripts/local", Cpio.DATA, "evil\n").bytes();

        assertFound(
                scan(Cpio.join(Cpio.gzip(main.bytes()), new byte[9], Cpio.xz(appended))),
                "scripts/local",
                Confidence.HIGH);
    }

    @Test
    void contentOfAFileOfSeveralNamesIsJudgedAtItsLast() throws IOException {
        main.file("usr/bin/x", Cpio.PROGRAM, 2, new byte[0])
                .file("etc/data", Cpio.DATA, 2, "evil".getBytes(UTF_8));

        assertFound(scan(main.bytes()), "etc/data", Confidence.HIGH);
    }

    @Test
    void anAddedModuleIsFoundAndOneOfAPackageOrDkmsIsNot() throws IOException {
        system.packaged("/lib/modules/6.1.0/kernel/ext4.ko.xz", Cpio.xz(EXT4), file -> {})
                .file("/usr/lib/modules/6.1.0/updates/dkms/zfs.ko", "zfs")
                .file("/var/lib/dkms/zfs/2.1/6.1.0/x86_64/module/zfs.ko.xz", "zfs");
        main.file(MODULES + "kernel/ext4.ko", Cpio.DATA, EXT4)
                .file(MODULES + "kernel/ext4.ko.xz", Cpio.DATA, Cpio.xz(EXT4))
                .file(MODULES + "updates/dkms/zfs.ko", Cpio.DATA, "zfs")
                .file(MODULES + "kernel/evil.ko.xz", Cpio.DATA, Cpio.xz(EVIL));

        assertFound(scan(main.bytes()), MODULES + "kernel/evil.ko.xz", Confidence.HIGH);
    }

    @Test
    void aModuleThatDiffersFromTheCompressedOneIsFound() throws IOException {
        system.packaged("/lib/modules/6.1.0/kernel/ext4.ko.xz", Cpio.xz(EXT4), file -> {});
        main.file(MODULES + "kernel/ext4.ko", Cpio.DATA, EVIL);

        assertFound(scan(main.bytes()), MODULES + "kernel/ext4.ko", Confidence.HIGH);
    }

    @Test
    void whatTheAdministratorAddedHasLowConfidence() throws IOException {
        system.file("/etc/initramfs-tools/scripts/init-top/mine", "#!/bin/sh\nmine\n");
        main.file("scripts/init-top/mine", Cpio.PROGRAM, "#!/bin/sh\nmine\n");

        StorageScan scan = scan(main.bytes());

        assertFound(scan, "scripts/init-top/mine", Confidence.LOW);
        assertThat(only(scan).severity()).isEqualTo(Severity.WARNING);
    }

    @Test
    void whatPackagesBroughtAnewSinceIsToldAsNotCovered() throws IOException {
        system.packaged("/usr/bin/udevadm", DpkgTree.elf("new"), file -> file.changed(LATER))
                .packaged("/usr/lib/libz.so.1.4", DpkgTree.elf("4"), file -> file.changed(LATER));
        main.file("usr/bin/udevadm", Cpio.PROGRAM, DpkgTree.elf("old"))
                .file("usr/lib/libz.so.1.2", Cpio.DATA, DpkgTree.elf("libz 2"));

        StorageScan scan = scan(main.bytes());

        assertThat(scan.findings()).isEmpty();
        assertThat(gaps(scan)).containsExactly("2 programs and modules of " + INITRD);
    }

    @Test
    void aRamdiskThatWasWrittenSinceExplainsNothing() throws IOException {
        system.packaged("/usr/bin/udevadm", DpkgTree.elf("new"), file -> file.changed(LATER));
        main.file("usr/bin/udevadm", Cpio.PROGRAM, DpkgTree.elf("old"));

        assertFound(scan(main.bytes(), LATER.plusSeconds(1)), "usr/bin/udevadm", Confidence.HIGH);
    }

    @Test
    void confidenceIsLowerWherePackagesWereInstalledSince() throws IOException {
        system.packaged("/usr/bin/apache2", DpkgTree.elf("new"), file -> file.changed(LATER));
        main.file("usr/bin/nobody-knows", Cpio.PROGRAM, EVIL);

        assertFound(scan(main.bytes()), "usr/bin/nobody-knows", Confidence.LOW);
    }

    @Test
    void onlyModulesAreJudgedWithoutInitramfsTools() throws IOException {
        MemoryTree tree = new DpkgTree().tree();
        main.file(MODULES + "kernel/evil.ko", Cpio.DATA, EVIL);

        StorageScan scan = scan(tree.file(INITRD, main.bytes(), file -> {}));

        assertFound(scan, MODULES + "kernel/evil.ko", Confidence.LOW);
        assertThat(gaps(scan)).containsExactly("4 programs of " + INITRD);
    }

    @Test
    void whatComesBeforeDamageIsJudged() throws IOException {
        main.file("usr/bin/x", Cpio.PROGRAM, EVIL);

        StorageScan scan = scan(Cpio.join(main.bytes(), new byte[] {'?', 0, 0, 0}));

        assertFound(scan, "usr/bin/x", Confidence.HIGH);
        assertThat(gaps(scan)).containsExactly(INITRD + ", from there on");
    }

    @Test
    void withoutAPackageDatabaseNothingIsCovered() throws IOException {
        StorageScan scan = scan(new MemoryTree("bare").file(INITRD, main.bytes(), file -> {}));

        assertThat(scan.findings()).isEmpty();
        assertThat(gaps(scan)).contains("initial ramdisks");
    }
}
