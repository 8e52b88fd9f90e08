package dev.yagura.storage.disk;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.yagura.storage.block.HostTool;
import dev.yagura.storage.block.crypt.Secret;
import dev.yagura.storage.disk.DiskSource.Content;
import dev.yagura.storage.file.PathResolver;
import dev.yagura.storage.fixture.MemoryDevice;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Disks that {@code qemu-img} and {@code cryptsetup} encrypted, opened by a ring of keys. */
class EncryptedDisksTest {
    private static final String KEY = "a key";
    private static final String ROOT_LUKS = "0f1e2d3c-4b5a-4978-8695-a4b3c2d1e0f2";

    @TempDir private static Path shared;

    /** A qcow2 image with LUKS inside; made once, as QEMU takes its time to choose iterations. */
    private static Path image;

    @TempDir private Path directory;

    private DiskImages images;

    @BeforeAll
    static void anEncryptedImage() throws IOException {
        Path clear = new DiskImages(shared).ext4("root", Map.of("etc/os-release", "ID=debian\n"));
        Files.writeString(shared.resolve("key"), KEY);
        image = shared.resolve("image.qcow2");
        HostTool.run(
                shared,
                "qemu-img",
                "convert",
                "--object",
                "secret,id=k,file=key",
                "-f",
                "raw",
                "-O",
                "qcow2",
                "-o",
                "encrypt.format=luks,encrypt.key-secret=k,encrypt.iter-time=10",
                clear.toString(),
                image.toString());
    }

    @BeforeEach
    void imagesInATemporaryDirectory() throws IOException {
        images = new DiskImages(directory);
        Files.writeString(directory.resolve("key"), KEY);
    }

    @Test
    void opensTheEncryptionInsideAnImage() throws IOException {
        for (KeyRing keys : List.of(keys("disk0", KEY), keys("", KEY + "\n"))) {
            try (Disks disks = open(keys, List.of(image))) {
                assertThat(disks.layers())
                        .extracting(Layer::name, Layer::kind, Layer::format, Layer::state)
                        .containsExactly(
                                tuple("disk0", LayerKind.DISK, "qcow2", LayerState.OPEN),
                                tuple("disk0", LayerKind.HOST_ENCRYPTION, "luks1", LayerState.OPEN),
                                tuple("disk0", LayerKind.FILESYSTEM, "ext4", LayerState.OPEN));
                assertThat(disks.layers()).extracting(Layer::sizeBytes).containsOnly(8L << 20);
                assertHasRoot(disks);
            }
        }
    }

    @Test
    void anImageWithoutItsKeyIsLocked() throws IOException {
        for (KeyRing keys : List.of(KeyRing.empty(), keys("", "another"))) {
            try (Disks disks = open(keys, List.of(image))) {
                assertThat(disks.layers())
                        .extracting(Layer::kind, Layer::state)
                        .containsExactly(
                                tuple(LayerKind.DISK, LayerState.OPEN),
                                tuple(LayerKind.HOST_ENCRYPTION, LayerState.LOCKED));
            }
        }
    }

    @Test
    void theOldEncryptionOfImagesIsRefusedByName() throws IOException {
        byte[] old = Files.readAllBytes(image);
        old[35] = 1; // crypt_method, as qemu-img up to version 2 wrote it

        try (Disks disks = open(keys("", KEY), Content.IMAGE, old)) {
            assertThat(disks.layers())
                    .extracting(Layer::format, Layer::state, Layer::why)
                    .containsExactly(
                            tuple(
                                    "qcow2",
                                    LayerState.REFUSED,
                                    "qcow2 header: crypt_method at 0x20 is 1: QEMU's old AES"
                                            + " encryption, which is not read"));
        }
    }

    @Test
    void opensAVolumeWhoseHeaderIsElsewhere() throws IOException {
        Path data = encrypt("data", root(), "--header", directory.resolve("header").toString());
        MemorySegment header =
                MemorySegment.ofArray(Files.readAllBytes(directory.resolve("header")));

        try (Disks disks = open(KeyRing.empty(), List.of(data))) {
            assertThat(disks.layers().getLast().state()).isEqualTo(LayerState.UNKNOWN);
        }
        for (Content content : List.of(Content.GUEST, Content.HOST_ENCRYPTED)) {
            KeyRing keys =
                    new KeyRing(
                            List.of(key("", KEY)), List.of(new KeyRing.Header("disk0", header)));
            try (Disks disks = open(keys, content, Files.readAllBytes(data))) {
                assertThat(disks.layers())
                        .extracting(Layer::name, Layer::format, Layer::state)
                        .containsExactly(
                                tuple("disk0", "raw", LayerState.OPEN),
                                tuple("disk0", "luks2", LayerState.OPEN),
                                tuple("disk0", "ext4", LayerState.OPEN));
                assertHasRoot(disks);
            }
        }
    }

    @Test
    void aHeaderThatIsNoneOrForNothingIsSaid() throws IOException {
        Path data = encrypt("data", root(), "--header", directory.resolve("header").toString());
        MemorySegment header =
                MemorySegment.ofArray(Files.readAllBytes(directory.resolve("header")));
        MemorySegment none = MemorySegment.ofArray(new byte[100]);

        try (Disks disks = open(headers("disk0", none, "vg/none", header), List.of(data))) {
            assertThat(disks.layers().getLast())
                    .extracting(Layer::kind, Layer::state)
                    .containsExactly(LayerKind.GUEST_ENCRYPTION, LayerState.DAMAGED);
            assertThat(disks.notes())
                    .containsExactly(
                            "a detached header was given for \"vg/none\", which is not there");
        }
    }

    /** Without its first header a volume looks like noise. */
    @Test
    void aVolumeWhoseFirstHeaderIsOverwrittenIsTold() throws IOException {
        byte[] disk = Files.readAllBytes(encrypt("data", root(), "--reduce-device-size", "2M"));
        Arrays.fill(disk, 0, 4096, (byte) 0);

        try (Disks disks = open(KeyRing.empty(), Content.GUEST, disk)) {
            assertThat(disks.layers().getLast())
                    .extracting(Layer::kind, Layer::state)
                    .containsExactly(LayerKind.GUEST_ENCRYPTION, LayerState.LOCKED);
        }
    }

    @Test
    void crypttabNamesWhatIsDecrypted() throws IOException {
        Path root =
                images.ext4(
                        "root",
                        Map.of(
                                "etc/os-release",
                                "ID=debian\n",
                                "etc/crypttab",
                                """
                                # name source key options
                                data UUID=%s none luks
                                scratch /dev/vdz /dev/urandom plain,tmp
                                around /dev/mapper/about none
                                about /dev/mapper/around none
                                """
                                        .formatted(ROOT_LUKS),
                                "etc/fstab",
                                """
                                /dev/mapper/data /srv ext4 defaults
                                /dev/mapper/scratch /scratch ext4 defaults
                                /dev/mapper/around /mnt ext4 nofail
                                """,
                                "srv/.",
                                ""));
        Path data =
                encrypt(
                        "data",
                        images.ext4("clear", "4M", Map.of("file", "in the clear")),
                        "--reduce-device-size",
                        "2M");
        HostTool.run(
                directory, "cryptsetup", "-q", "luksUUID", "--uuid", ROOT_LUKS, data.toString());

        try (Disks disks = open(keys("", KEY), List.of(root, data))) {
            MountedTree tree = MountedTree.of(disks, Optional.empty());

            assertThat(tree.mounts())
                    .extracting(MountedTree.Mount::path)
                    .containsExactly("/", "/srv");
            assertThat(new PathResolver(tree).find("/srv/file")).isPresent();
            assertThat(tree.unmounted())
                    .extracting(MountedTree.Unmounted::what, MountedTree.Unmounted::isGap)
                    .containsExactly(
                            tuple("/dev/mapper/scratch on /scratch", false),
                            tuple("/dev/mapper/around on /mnt", false));
        }
    }

    private Path root() throws IOException {
        return images.ext4("clear", "4M", Map.of("etc/os-release", "ID=debian\n"));
    }

    private static void assertHasRoot(Disks disks) throws IOException {
        MountedTree tree = MountedTree.of(disks, Optional.empty());
        assertThat(new PathResolver(tree).find("/etc/os-release")).isPresent();
    }

    /** Encrypts an image where it is, as version 2. */
    private Path encrypt(String name, Path clear, String... options) throws IOException {
        Path image = Files.copy(clear, directory.resolve(name));
        List<String> line =
                new ArrayList<>(
                        List.of(
                                "cryptsetup",
                                "-q",
                                "reencrypt",
                                "--encrypt",
                                "--type",
                                "luks2",
                                "--force-offline-reencrypt",
                                "--luks2-metadata-size",
                                "16k",
                                "--luks2-keyslots-size",
                                "512k",
                                "--pbkdf",
                                "pbkdf2",
                                "--pbkdf-force-iterations",
                                "1000",
                                "--key-file",
                                "key"));
        line.addAll(List.of(options));
        line.add(image.toString());
        HostTool.run(directory, line.toArray(String[]::new));
        return image;
    }

    private static KeyRing.Key key(String volume, String text) {
        return new KeyRing.Key(
                Optional.of(volume).filter(name -> !name.isEmpty()),
                Secret.owning(text.getBytes(UTF_8)));
    }

    private static KeyRing keys(String volume, String text) {
        return new KeyRing(List.of(key(volume, text)));
    }

    private static KeyRing headers(
            String one, MemorySegment first, String other, MemorySegment second) {
        return new KeyRing(
                List.of(key("", KEY)),
                List.of(new KeyRing.Header(one, first), new KeyRing.Header(other, second)));
    }

    private static Disks open(KeyRing keys, List<Path> images) throws IOException {
        List<DiskSource> sources = new ArrayList<>();
        for (Path image : images) {
            Content content = image.toString().endsWith(".qcow2") ? Content.IMAGE : Content.GUEST;
            sources.add(DiskSource.of("disk" + sources.size(), MemoryDevice.of(image), content));
        }
        return Disks.open(sources, keys);
    }

    private static Disks open(KeyRing keys, Content content, byte[] disk) {
        return Disks.open(List.of(DiskSource.of("disk0", MemoryDevice.of(disk), content)), keys);
    }
}
