package dev.yagura.storage.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.yagura.storage.block.HostTool;
import dev.yagura.storage.block.md.MemberFixture;
import dev.yagura.storage.disk.DiskSource.Content;
import dev.yagura.storage.fixture.MemoryDevice;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Filesystems on what several disks are joined to. */
class JoinedDisksTest {
    private static final int START = 1 << 20;
    private static final int STRIPE = 64 << 10;

    @TempDir private Path directory;

    private DiskImages images;

    @BeforeEach
    void imagesInATemporaryDirectory() {
        images = new DiskImages(directory);
    }

    @Test
    void aDamagedPhysicalVolumeHidesNoOtherGroup() throws IOException {
        byte[] root = Files.readAllBytes(images.ext4("root", files("/dev/mapper/guest-root")));
        byte[][] members = physicalVolumes();
        for (int at = 0; at < root.length; at += STRIPE) {
            int stripe = at / STRIPE;
            System.arraycopy(root, at, members[stripe % 2], START + stripe / 2 * STRIPE, STRIPE);
        }
        byte[] damaged = members[2];
        damaged[512 + 100] ^= 1;

        try (Disks disks = open(damaged, members[1], members[0])) {
            assertThat(disks.layers())
                    .filteredOn(layer -> layer.kind() != LayerKind.DISK)
                    .extracting(Layer::name, Layer::kind, Layer::format, Layer::state)
                    .containsExactlyInAnyOrder(
                            tuple("disk0", LayerKind.FILESYSTEM, "LVM2_member", LayerState.DAMAGED),
                            tuple(
                                    "disk1",
                                    LayerKind.FILESYSTEM,
                                    "LVM2_member",
                                    LayerState.NO_FILES),
                            tuple(
                                    "disk2",
                                    LayerKind.FILESYSTEM,
                                    "LVM2_member",
                                    LayerState.NO_FILES),
                            tuple("guest/root", LayerKind.LOGICAL_VOLUME, "lvm2", LayerState.OPEN),
                            tuple("guest/root", LayerKind.FILESYSTEM, "ext4", LayerState.OPEN));
            assertThat(disks.filesystems().getFirst().layer().foundation())
                    .extracting(Layer::name)
                    .containsExactly("guest/root", "disk1", "disk2");
            assertThat(MountedTree.of(disks, Optional.empty()).unmounted())
                    .filteredOn(MountedTree.Unmounted::isGap)
                    .singleElement()
                    .satisfies(gone -> assertThat(gone.what()).isEqualTo("disk0"));
        }
    }

    @Test
    void aDamagedMemberOfAMirrorIsSaidAndTheOtherRead() throws IOException {
        Path root =
                images.ext4(
                        "root",
                        "512K",
                        files("/dev/md/mirror"),
                        "-O",
                        "^has_journal",
                        "-b",
                        "1024");
        byte[] member = MemberFixture.mirror(Files.readAllBytes(root));
        byte[] damaged = member.clone();
        damaged[4096 + 200] ^= 1;

        try (Disks disks = open(damaged, member)) {
            assertThat(disks.layers())
                    .filteredOn(layer -> layer.kind() != LayerKind.DISK)
                    .extracting(Layer::name, Layer::kind, Layer::format, Layer::state)
                    .containsExactlyInAnyOrder(
                            tuple(
                                    "disk0",
                                    LayerKind.FILESYSTEM,
                                    "linux_raid_member",
                                    LayerState.DAMAGED),
                            tuple(
                                    "disk1",
                                    LayerKind.FILESYSTEM,
                                    "linux_raid_member",
                                    LayerState.NO_FILES),
                            tuple("md/mirror", LayerKind.ARRAY, "raid1", LayerState.OPEN),
                            tuple("md/mirror", LayerKind.FILESYSTEM, "ext4", LayerState.OPEN));
            assertThat(MountedTree.of(disks, Optional.empty()).description()).contains("md/mirror");
        }
    }

    private static Map<String, String> files(String device) {
        return Map.of("etc/os-release", "ID=debian\n", "etc/fstab", device + " / ext4 defaults\n");
    }

    /** Returns two of a group with a striped volume of 8 MiB from the first extent, and another. */
    private byte[][] physicalVolumes() throws IOException {
        HostTool.require("vgcreate");
        Files.writeString(
                directory.resolve("make.sh"),
                """
                PATH=$PATH:/usr/sbin:/sbin
                export LVM_SYSTEM_DIR=$PWD LVM_SUPPRESS_FD_WARNINGS=1
                truncate -s 12M pv0 pv1 pv2
                one=$(losetup -f --show pv0) && two=$(losetup -f --show pv1) &&
                    three=$(losetup -f --show pv2) || exit 1
                cat > lvm.conf <<END
                devices { use_devicesfile=0 filter=["a|$one$|","a|$two$|","a|$three$|","r|.*|"] }
                backup { backup=0 archive=0 }
                activation { udev_sync=0 udev_rules=0 monitoring=0 }
                END
                pvcreate --driverloaded n -qq "$one" "$two" "$three" &&
                    vgcreate --driverloaded n -qq -s 1M guest "$one" "$two" &&
                    vgcreate --driverloaded n -qq -s 1M other "$three" &&
                    lvcreate --driverloaded n -qq -an -Zn -Wn -L 8M -i 2 -I 64k -n root guest
                status=$?
                losetup -d "$one"; losetup -d "$two"; losetup -d "$three"
                exit $status
                """);
        HostTool.run(directory, "sh", "make.sh");
        byte[][] members = new byte[3][];
        for (int i = 0; i < members.length; i++) {
            members[i] = Files.readAllBytes(directory.resolve("pv" + i));
        }
        return members;
    }

    private static Disks open(byte[]... disks) {
        List<DiskSource> sources = new ArrayList<>();
        for (byte[] disk : disks) {
            sources.add(
                    DiskSource.of("disk" + sources.size(), MemoryDevice.of(disk), Content.GUEST));
        }
        return Disks.open(sources, KeyRing.empty());
    }
}
