package dev.yagura.detect.storage.boot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yagura.detect.storage.StorageScan;
import dev.yagura.detect.storage.fixture.DpkgTree;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class BootDetectorsTest {
    private final DpkgTree system =
            new DpkgTree()
                    .packaged("/lib/modules/6.1.0/kernel/ext4.ko.xz", "ext4")
                    .packaged("/boot/vmlinuz-6.1.0", "kernel");

    private StorageScan scan() throws IOException {
        return StorageScan.of(system.tree(), BootDetectors.all());
    }

    @Test
    void whatPackagesHaveAndDkmsBuiltIsNotFound() throws IOException {
        system.file("/usr/lib/modules/6.1.0/updates/dkms/zfs.ko", "zfs")
                .file("/var/lib/dkms/zfs/2.1/6.1.0/x86_64/module/zfs.ko.xz", "zfs")
                .file("/home/a/linux/fs/ext4.ko", "mine");
        StorageScan scan = scan();

        assertThat(scan.findings()).isEmpty();
        assertThat(scan.report().isComplete()).isTrue();
    }

    @Test
    void aModuleOfNoPackageThatIsLoadedAtTheStartIsFound() throws IOException {
        system.file("/usr/lib/modules/6.1.0/extra/net-helper.ko", "x")
                .file("/usr/lib/modules/6.1.0/updates/dkms/zfs.ko", "zfs")
                .file("/var/lib/dkms/zfs/2.1/6.1.0/x86_64/module/zfs.ko.xz", "zfs")
                .file("/etc/modules", "# at boot\next4\nloop\n\nnet_helper debug=1\n")
                .file("/etc/modules-load.d/zfs.conf", "zfs\n")
                .file("/etc/modules-load.d/notes", "net_helper\n")
                .file("/usr/lib/modules-load.d/more.conf", "; old\n  net-helper  \n");

        assertThat(scan().subjects("linux.boot.started-module"))
                .containsExactlyInAnyOrder("/etc/modules", "/usr/lib/modules-load.d/more.conf");
    }

    @Test
    void modulesAndKernelsOfNoPackageAreFound() throws IOException {
        system.file("/usr/lib/modules/6.1.0/kernel/drivers/evil.ko", "x")
                .file("/usr/lib/modules/6.1.0/updates/dkms/other.ko", "x")
                .file("/dev/shm/r.ko", "x")
                .file("/root/r.ko.zst", "x")
                .file("/boot/vmlinuz-6.6.6", "x");

        assertThat(scan().subjects("linux.boot.unpackaged-module"))
                .containsExactlyInAnyOrder(
                        "/usr/lib/modules/6.1.0/kernel/drivers/evil.ko",
                        "/usr/lib/modules/6.1.0/updates/dkms/other.ko",
                        "/dev/shm/r.ko",
                        "/root/r.ko.zst",
                        "/boot/vmlinuz-6.6.6");
    }
}
