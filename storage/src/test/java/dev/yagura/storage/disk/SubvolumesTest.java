package dev.yagura.storage.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.yagura.storage.disk.DiskSource.Content;
import dev.yagura.storage.file.PathResolver;
import dev.yagura.storage.fixture.MemoryDevice;
import dev.yagura.storage.truth.HostTool;
import dev.yagura.storage.truth.KernelMount;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Systems in subvolumes of btrfs, as the installers of distributions lay them out. */
class SubvolumesTest {
    private static final String UUID = "0f1e2d3c-4b5a-4978-8695-a4b3c2d1e0f3";

    @TempDir private Path directory;

    /** Ubuntu's, with snapshots that Timeshift keeps; Debian's {@code @rootfs} is alike. */
    @Test
    void theRootMayBeASubvolumeBesideOthers() throws IOException {
        Path image = image();
        try (KernelMount mount = KernelMount.of(image, "rw")) {
            Path top = mount.directory();
            create(top, "@old", "@", "@home", "@/var", "@snapshots");
            system(
                    top.resolve("@"),
                    """
                    UUID=%1$s / btrfs subvol=@ 0 0
                    UUID=%1$s /home btrfs subvol=/@home,noatime
                    UUID=%1$s /lost btrfs subvol=@gone
                    """);
            Files.createDirectory(top.resolve("@/home"));
            Files.writeString(top.resolve("@/var/log"), "nested");
            Files.writeString(top.resolve("@home/me"), "at home");
            HostTool.run(
                    "btrfs", "subvolume", "snapshot", top.resolve("@"), top.resolve("@old/one"));
            HostTool.run("btrfs", "subvolume", "snapshot", top.resolve("@"), top.resolve("@2"));
        }

        try (Disks disks = open(image)) {
            MountedTree tree = MountedTree.of(disks, Optional.empty());

            assertThat(tree.mounts())
                    .extracting(MountedTree.Mount::path)
                    .containsExactly("/", "/home");
            assertHas(tree, "/etc/fstab", "/home/me", "/var/log");
            assertThat(tree.unmounted())
                    .extracting(MountedTree.Unmounted::why, MountedTree.Unmounted::isGap)
                    .containsExactly(
                            tuple("there is no subvolume \"@gone\"", true),
                            tuple(
                                    "no line of fstab mounts its subvolumes @old, @snapshots, one,"
                                            + " @2: choose one as the root, as disk0:PATH",
                                    false));

            assertHas(MountedTree.of(disks, Optional.of("disk0:@old/one")), "/etc/fstab");
            assertHas(MountedTree.of(disks, Optional.of(UUID + ":/")), "/@home/me", "/@/var/log");
            assertHas(MountedTree.of(disks, Optional.of("house")), "/home/me");
            assertThatThrownBy(() -> MountedTree.of(disks, Optional.of("disk0:@old/two")))
                    .isInstanceOf(NoRootException.class)
                    .hasMessage("subvolume \"@old/two\" of disk0: there is none");
        }
    }

    /** Fedora's, whose lines may name subvolumes by number. */
    @Test
    void subvolumesAreMountedByNumberToo() throws IOException {
        Path image = image();
        try (KernelMount mount = KernelMount.of(image, "rw")) {
            Path top = mount.directory();
            create(top, "root", "home");
            system(
                    top.resolve("root"),
                    """
                    UUID=%1$s / btrfs subvol=root,compress=zstd:1
                    UUID=%1$s /home btrfs compress=zstd:1,subvolid=257
                    UUID=%1$s /top btrfs subvolid=0
                    UUID=%1$s /none btrfs subvolid=999
                    UUID=%1$s /word btrfs subvolid=home
                    """);
            for (String point : List.of("home", "top", "none", "word")) {
                Files.createDirectory(top.resolve("root").resolve(point));
            }
            Files.writeString(top.resolve("home/me"), "at home");
        }

        try (Disks disks = open(image)) {
            MountedTree tree = MountedTree.of(disks, Optional.empty());

            assertThat(tree.mounts())
                    .extracting(MountedTree.Mount::path)
                    .containsExactly("/", "/home", "/top");
            assertHas(tree, "/etc/fstab", "/home/me", "/top/home/me");
            assertThat(tree.unmounted())
                    .extracting(MountedTree.Unmounted::why)
                    .containsExactly(
                            "btrfs tree of roots: tree at 0x0 999 is not there",
                            "subvolid is \"home\", expected a number");
        }
    }

    /** openSUSE's: the default subvolume is a snapshot, and fstab's line for it names none. */
    @Test
    void theDefaultSubvolumeMayBeASnapshot() throws IOException {
        Path image = image();
        try (KernelMount mount = KernelMount.of(image, "rw")) {
            Path top = mount.directory();
            create(top, "@", "@/home", "@/.snapshots");
            Files.createDirectory(top.resolve("@/.snapshots/1"));
            create(top, "@/.snapshots/1/snapshot");
            Path root = top.resolve("@/.snapshots/1/snapshot");
            system(
                    root,
                    """
                    UUID=%1$s / btrfs defaults
                    UUID=%1$s /home btrfs subvol=/@/home
                    UUID=%1$s /.snapshots btrfs subvol=/@/.snapshots
                    """);
            Files.createDirectory(root.resolve("home"));
            Files.createDirectory(root.resolve(".snapshots"));
            Files.writeString(top.resolve("@/home/me"), "at home");
            HostTool.run("btrfs", "subvolume", "set-default", root);
        }

        try (Disks disks = open(image)) {
            MountedTree tree = MountedTree.of(disks, Optional.empty());

            assertThat(tree.mounts())
                    .extracting(MountedTree.Mount::path)
                    .containsExactly("/", "/home", "/.snapshots");
            assertHas(tree, "/etc/fstab", "/home/me", "/.snapshots/1");
            assertThat(tree.unmounted())
                    .extracting(MountedTree.Unmounted::isGap)
                    .containsOnly(false);
        }
    }

    private Path image() throws IOException {
        Path image = directory.resolve("image");
        HostTool.run("truncate", "-s", "128M", image);
        HostTool.run("mkfs.btrfs", "-q", "-m", "single", "-L", "house", "-U", UUID, image);
        return image;
    }

    private static void create(Path top, String... subvolumes) throws IOException {
        for (String subvolume : subvolumes) {
            HostTool.run("btrfs", "subvolume", "create", top.resolve(subvolume));
        }
    }

    private static void system(Path root, String fstab) throws IOException {
        Files.createDirectories(root.resolve("etc"));
        Files.writeString(root.resolve("etc/os-release"), "ID=any\n");
        Files.writeString(root.resolve("etc/passwd"), "root:x:0:0::/root:/bin/sh\n");
        Files.writeString(root.resolve("etc/fstab"), fstab.formatted(UUID));
    }

    private static void assertHas(MountedTree tree, String... paths) throws IOException {
        for (String path : paths) {
            assertThat(new PathResolver(tree).find(path)).as(path).isPresent();
        }
    }

    private static Disks open(Path image) throws IOException {
        return Disks.open(
                List.of(DiskSource.of("disk0", MemoryDevice.of(image), Content.GUEST)),
                KeyRing.empty());
    }
}
