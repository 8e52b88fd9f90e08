package dev.yagura.storage.disk;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.yagura.storage.disk.DiskSource.Content;
import dev.yagura.storage.disk.MountedTree.Unmounted;
import dev.yagura.storage.file.PathResolver;
import dev.yagura.storage.file.StoredFile;
import dev.yagura.storage.fixture.MemoryDevice;
import dev.yagura.storage.truth.HostTool;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Guests whose disks {@code mke2fs} and {@code mkswap} made, put together as their fstab says. */
class DisksTest {
    private static final String ROOT_UUID = "0f1e2d3c-4b5a-4978-8695-a4b3c2d1e0f0";
    private static final String BOOT_UUID = "0f1e2d3c-4b5a-4978-8695-a4b3c2d1e0f1";

    @TempDir private Path directory;

    private DiskImages images;

    @BeforeEach
    void imagesInATemporaryDirectory() {
        images = new DiskImages(directory);
    }

    @Test
    void joinsFilesystemsWhereFstabMountsThem() throws IOException {
        Path root =
                images.ext4(
                        "root",
                        Map.of(
                                "etc/os-release",
                                "ID=debian\n",
                                "etc/passwd",
                                "root:x:0:0::/root:/bin/sh\n",
                                "etc/fstab",
                                "# what is where\n"
                                        + "UUID="
                                        + ROOT_UUID
                                        + " / ext4 errors=remount-ro 0 1\n"
                                        // Listed before the one it lies in.
                                        + "LABEL=mail\\040box /home/mail ext4 defaults 0 2\n"
                                        + "UUID=\""
                                        + BOOT_UUID
                                        + "\" /boot/ ext4 defaults 0 2\n"
                                        + "/dev/vdc /home auto defaults 0 2\n"
                                        + "tmpfs /tmp tmpfs defaults 0 0\n"
                                        + "/dev/vde none swap sw 0 0\n",
                                "boot/hidden",
                                "below the mount",
                                "home",
                                "-> /../srv/homes",
                                "srv/homes/.",
                                ""));
        Path boot = images.ext4("boot", Map.of("vmlinuz", "kernel"), "-U", BOOT_UUID);
        Path home = images.ext4("home", Map.of("mail/.", "", "me/.profile", "PS1="), "-L", "home");
        Path mail = images.ext4("mail", Map.of("new/1", "hello"), "-O", "^has_journal");
        HostTool.run("tune2fs", "-L", "mail box", mail);
        Path swap = images.zeros("swap", 1 << 20);
        HostTool.run("mkswap", "-q", swap);

        try (Disks disks = open(boot, root, home, mail, swap)) {
            MountedTree tree = MountedTree.of(disks, Optional.empty());

            assertThat(tree.mounts())
                    .extracting(MountedTree.Mount::path)
                    .containsExactly("/", "/boot", "/home", "/home/mail");
            assertThat(tree.unmounted()).isEmpty();
            assertThat(text(tree, "/boot/vmlinuz")).hasValue("kernel");
            assertThat(text(tree, "/boot/hidden")).isEmpty();
            assertThat(text(tree, "/home/me/.profile")).hasValue("PS1=");
            assertThat(text(tree, "/srv/homes/mail/new/1")).hasValue("hello");
            assertThat(text(tree, "/home/mail/../../../etc/os-release")).hasValue("ID=debian\n");
            assertThat(find(tree, "/home").orElseThrow().filesystem())
                    .isEqualTo(find(tree, "/home/me").orElseThrow().filesystem())
                    .isNotEqualTo(find(tree, "/").orElseThrow().filesystem());
        }
    }

    @Test
    void saysWhatIsNotMounted() throws IOException {
        Path root =
                images.ext4(
                        "root",
                        Map.of(
                                "etc/os-release",
                                "ID=debian\n",
                                "etc/fstab",
                                """
                                UUID=11111111-2222-3333-4444-555555555555 /srv ext4 defaults
                                LABEL=usb /media/usb vfat noauto,nofail
                                LABEL=data /nowhere ext4 defaults
                                /srv /mnt none bind
                                server:/export /net nfs defaults
                                """,
                                "srv/.",
                                ""));
        Path data = images.ext4("data", Map.of("x", "x"), "-L", "data");
        Path squashed = images.zeros("squashed", 1 << 20);
        byte[] bytes = Files.readAllBytes(squashed);
        System.arraycopy("hsqs".getBytes(UTF_8), 0, bytes, 0, 4);
        Files.write(squashed, bytes);

        try (Disks disks = open(root, data, squashed, images.zeros("empty", 4096))) {
            List<Unmounted> unmounted = MountedTree.of(disks, Optional.empty()).unmounted();

            assertThat(unmounted.stream().filter(Unmounted::isGap))
                    .extracting(Unmounted::what, Unmounted::why)
                    .containsExactly(
                            tuple(
                                    "UUID=11111111-2222-3333-4444-555555555555 on /srv",
                                    "it is not among what could be opened"),
                            tuple(
                                    "LABEL=data on /nowhere",
                                    "there is no such directory to mount it on"),
                            tuple("disk2", "squashfs is not read"));
            assertThat(unmounted.stream().filter(gone -> !gone.isGap()))
                    .extracting(Unmounted::what)
                    .containsExactly(
                            "/srv on /mnt",
                            "server:/export on /net",
                            "LABEL=usb on /media/usb",
                            "ext4 \"data\" on disk1");
            assertThat(disks.layers().getLast().state()).isEqualTo(LayerState.UNKNOWN);
        }
    }

    /** These lines keep no scan from being complete, but for what they hide. */
    @Test
    void saysWhatIsNoFilesystemOnADevice() throws IOException {
        Path root =
                images.ext4(
                        "root",
                        Map.of(
                                "etc/os-release",
                                "ID=debian\n",
                                "etc/fstab",
                                """
                                overlay /merged overlay lowerdir=/srv:/etc,upperdir=/opt,workdir=/w
                                overlay /partly overlay lowerdir=/srv:/gone,upperdir=/opt
                                overlay /maybe overlay lowerdir=/gone,nofail
                                /srv /mnt none rbind
                                /srv/disc.iso /cd iso9660 loop,ro
                                /home/.me /home/me ecryptfs defaults
                                me@host: /net fuse.sshfs defaults
                                encfs#/home/.it /home/it fuse.encfs defaults
                                cgroup2 /sys/fs/cgroup cgroup2 defaults
                                /dev/sr0 /media/cdrom0 udf,iso9660 user,noauto
                                """,
                                "srv/disc.iso",
                                "no disc",
                                "opt/.",
                                ""));

        try (Disks disks = open(root)) {
            assertThat(MountedTree.of(disks, Optional.empty()).unmounted())
                    .extracting(Unmounted::what, Unmounted::why, Unmounted::isGap)
                    .containsExactly(
                            tuple(
                                    "overlay on /merged",
                                    "it shows directories over each other, whose files are in the"
                                            + " tree: /srv, /etc, /opt",
                                    false),
                            tuple(
                                    "overlay on /partly",
                                    "it shows directories over each other, and /gone is not in the"
                                            + " tree",
                                    true),
                            tuple(
                                    "overlay on /maybe",
                                    "it shows directories over each other, and /gone is not in the"
                                            + " tree",
                                    false),
                            tuple("/srv on /mnt", "its files are those at /srv", false),
                            tuple(
                                    "/srv/disc.iso on /cd",
                                    "it is in the file /srv/disc.iso, which is not opened",
                                    true),
                            tuple(
                                    "me@host: on /net",
                                    "its files are not on a disk of this guest: fuse.sshfs",
                                    false),
                            tuple(
                                    "/home/.me on /home/me",
                                    "its files are encrypted one by one in /home/.me",
                                    true),
                            tuple(
                                    "encfs#/home/.it on /home/it",
                                    "its files are encrypted one by one in encfs#/home/.it",
                                    true),
                            tuple(
                                    "/dev/sr0 on /media/cdrom0",
                                    "it is not among what could be opened",
                                    false));
        }
    }

    @Test
    void anotherRootCanBeChosen() throws IOException {
        Path first = images.ext4("first", Map.of("etc/os-release", "ID=one\n"), "-L", "first");
        Path second = images.ext4("second", Map.of("etc/os-release", "ID=two\n"), "-L", "second");

        try (Disks disks = open(first, second)) {
            for (String name : List.of("second", "disk1")) {
                MountedTree tree = MountedTree.of(disks, Optional.of(name));
                assertThat(text(tree, "etc/os-release")).hasValue("ID=two\n");
            }
            assertThat(MountedTree.of(disks, Optional.empty()).description())
                    .isEqualTo("ext4 \"first\" on disk0");
            assertThatThrownBy(() -> MountedTree.of(disks, Optional.of("third")))
                    .isInstanceOf(NoRootException.class)
                    .hasMessage(
                            "no filesystem is called \"third\", expected one of [disk0, disk1]");
        }
    }

    @Test
    void withoutAFilesystemThereIsNoTree() throws IOException {
        try (Disks disks = open(images.zeros("empty", 1 << 20))) {
            assertThatThrownBy(() -> MountedTree.of(disks, Optional.empty()))
                    .isInstanceOf(NoRootException.class)
                    .hasMessage(
                            "no filesystem could be opened: disk0: nothing known was found on it");
        }
    }

    private static Disks open(Path... images) throws IOException {
        List<DiskSource> sources = new ArrayList<>();
        for (Path image : images) {
            sources.add(
                    DiskSource.of("disk" + sources.size(), MemoryDevice.of(image), Content.GUEST));
        }
        return Disks.open(sources, KeyRing.empty());
    }

    private static Optional<StoredFile> find(MountedTree tree, String path) throws IOException {
        return new PathResolver(tree).find(path).map(PathResolver.Found::file);
    }

    private static Optional<String> text(MountedTree tree, String path) throws IOException {
        Optional<StoredFile> file = find(tree, path);
        if (file.isEmpty()) {
            return Optional.empty();
        }
        byte[] bytes = new byte[4096];
        int length = file.get().read(0, MemorySegment.ofArray(bytes));
        return Optional.of(new String(bytes, 0, length, UTF_8));
    }
}
