package dev.yagura.storage.btrfs;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.bytes.MalformedStructureException.Reason;
import dev.yagura.storage.block.BlockDevice;
import dev.yagura.storage.file.FileName;
import dev.yagura.storage.file.StoredFile;
import dev.yagura.storage.filesystem.ChecksumPolicy;
import dev.yagura.storage.filesystem.DamageList;
import dev.yagura.storage.fixture.Exhaustion;
import dev.yagura.storage.fixture.MemoryDevice;
import dev.yagura.storage.fixture.Mutations;
import dev.yagura.storage.truth.HostTool;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Images made by {@code mkfs.btrfs --rootdir}, then damaged. */
class BtrfsDamageTest {
    private static final int SUPERBLOCK = 1 << 16;

    @TempDir private static Path directory;
    private static Path files = Path.of("");
    private static byte[] image = {};

    @BeforeAll
    static void makeImage() throws IOException {
        files = Files.createDirectory(directory.resolve("files"));
        Files.writeString(files.resolve("file"), "content of a file\n".repeat(1000));
        Files.writeString(files.resolve("short"), "in the tree");
        Files.createSymbolicLink(files.resolve("link"), Path.of("x".repeat(100)));
        HostTool.run(
                "python3",
                "-c",
                "import os, sys; os.setxattr(sys.argv[1], 'user.note', b'remembered')",
                files.resolve("file"));
        Path many = Files.createDirectory(files.resolve("many"));
        for (int i = 0; i < 60; i++) {
            Files.writeString(many.resolve("a-name-that-is-long-enough-to-fill-nodes-" + i), "");
        }
        image = Files.readAllBytes(make("image", "16M", "--mixed", "-n", "4096"));
    }

    @Test
    void readsTheImageAsItIs() throws IOException {
        DamageList damage = new DamageList();

        assertThat(Exhaustion.read(() -> open(image, damage)))
                .allMatch(problem -> problem.contains("mode")); // targets of what is no link
        assertThat(damage.messages()).isEmpty();
        assertThat(open(image, damage).label()).isEqualTo("house");
        assertThat(BtrfsFilesystem.isPresent(MemoryDevice.of(image))).isTrue();
    }

    /** A bit is flipped in every third sector that is in use. */
    @Test
    void refusesOrListsWhatDoesNotMatchItsChecksum() throws IOException {
        List<String> found = new ArrayList<>();
        List<Integer> sectors = new Mutations(image).sectors();
        for (int i = 0; i < sectors.size(); i += 3) {
            int at = sectors.get(i);
            image[at + 200] ^= 0x10;
            try {
                DamageList damage = new DamageList();
                Exhaustion.read(() -> open(image, damage));
                found.addAll(damage.messages());
                if (!damage.messages().isEmpty()) {
                    assertThat(Exhaustion.read(() -> open(image, ChecksumPolicy.REFUSE)))
                            .contains(damage.messages().getFirst());
                }
            } finally {
                image[at + 200] ^= 0x10;
            }
        }
        for (String structure : List.of("superblock", "node", "data")) {
            assertThat(found)
                    .anyMatch(message ->
                            message.startsWith("btrfs " + structure + ": csum at 0x0")
                                    || message.matches(
                                            "btrfs " + structure + " 0x.*: csum at 0x0 is .*"));
        }
    }

    @Test
    void usesTheOtherCopy() throws IOException {
        byte[] doubled = Files.readAllBytes(make("doubled", "256M", "-m", "dup", "-d", "dup"));
        int first = indexOf(doubled, "content of a file\n".repeat(10), 0);
        int second = indexOf(doubled, "content of a file\n".repeat(10), first + 100_000);
        assertThat(second).isPositive();
        doubled[first + 5000] ^= 1;
        DamageList damage = new DamageList();

        assertThat(content(doubled, damage)).isEqualTo("content of a file\n".repeat(1000));
        assertThat(damage.messages()).hasSize(1);
        assertThat(damage.messages().getFirst()).endsWith("; another copy is used");
        assertThatThrownBy(() -> content(doubled, ChecksumPolicy.REFUSE))
                .hasMessageEndingWith("; another copy is used");
        doubled[second + 5000] ^= 1;
        DamageList both = new DamageList();
        assertThat(content(doubled, both)).isNotEqualTo("content of a file\n".repeat(1000));
        assertThat(both.messages().getFirst()).doesNotContain("another copy");

        Arrays.fill(doubled, SUPERBLOCK, SUPERBLOCK + Superblock.SIZE, (byte) 0);
        assertThat(open(doubled, new DamageList()).notes())
                .containsExactly("the superblock is damaged; a copy of it is used");
    }

    @ParameterizedTest
    @CsvSource({
        "0x10, ZONED",
        "0x20, EXTENT_TREE_V2",
        "0x40, RAID_STRIPE_TREE",
        "0x80, 0x8000",
    })
    void refusesUnknownAndUnreadFeaturesByName(String bit, String name) throws IOException {
        byte[] changed = image.clone();
        changed[SUPERBLOCK + 0xBD] |= Integer.decode(bit).byteValue();

        assertThatThrownBy(() -> open(changed, new DamageList()))
                .hasMessage(
                        "btrfs superblock: incompat_flags at 0xbc needs %s, which is not read"
                                .formatted(name));
    }

    @Test
    void refusesParityByName() throws IOException {
        List<BlockDevice> devices = new ArrayList<>();
        List<Object> command =
                new ArrayList<>(List.of("mkfs.btrfs", "-q", "-m", "raid5", "-d", "raid6"));
        for (int i = 0; i < 3; i++) {
            Path member = directory.resolve("parity" + i);
            HostTool.run("truncate", "-s", "140M", member);
            devices.add(MemoryDevice.of(member));
            command.add(member);
        }
        HostTool.run(command.toArray());

        assertThatThrownBy(() -> BtrfsFilesystem.open(devices, ChecksumPolicy.REFUSE))
                .hasMessageEndingWith("RAID5 or RAID6, which is not read");
    }

    @Test
    void namesTheDeviceThatIsMissing() throws IOException {
        Path first = directory.resolve("one");
        Path second = directory.resolve("two");
        HostTool.run("truncate", "-s", "140M", first, second);
        HostTool.run("mkfs.btrfs", "-q", "-m", "raid0", "-d", "raid0", first, second);

        assertThatThrownBy(
                        () -> BtrfsFilesystem.open(MemoryDevice.of(second), ChecksumPolicy.REFUSE))
                .isInstanceOfSatisfying(
                        MalformedStructureException.class,
                        e -> assertThat(e.reason()).isEqualTo(Reason.UNSUPPORTED))
                .hasMessageContaining("is 1: a device that is not given, of which there are [2]");
    }

    @Test
    @Timeout(value = 3600, unit = TimeUnit.SECONDS)
    void survivesMutations() throws IOException {
        Mutations mutations = new Mutations(image);
        for (int seed = 0; seed < Mutations.COUNT; seed++) {
            byte[] changed = mutations.get(seed);
            Exhaustion.read(() -> open(changed, new DamageList()));
        }
    }

    @Test
    void survivesBeingCutShort() throws IOException {
        for (int length = 0; length < image.length; length += image.length / 40) {
            byte[] cut = Arrays.copyOf(image, length);
            Exhaustion.read(() -> open(cut, new DamageList()));
        }
        byte[] tiny = Arrays.copyOf(image, SUPERBLOCK + 100);
        assertThat(BtrfsFilesystem.isPresent(MemoryDevice.of(tiny))).isFalse();
    }

    private static String content(byte[] bytes, ChecksumPolicy policy) throws IOException {
        StoredFile file = open(bytes, policy).root().find(FileName.of("file")).orElseThrow();
        byte[] content = new byte[(int) file.attributes().sizeBytes()];
        file.read(0, MemorySegment.ofArray(content));
        return new String(content, ISO_8859_1);
    }

    private static int indexOf(byte[] bytes, String text, int from) {
        byte[] wanted = text.getBytes(ISO_8859_1);
        for (int at = (from + 4095) & ~4095; at + wanted.length <= bytes.length; at += 4096) {
            if (Arrays.equals(bytes, at, at + wanted.length, wanted, 0, wanted.length)) {
                return at;
            }
        }
        return -1;
    }

    private static Path make(String name, String size, Object... options) throws IOException {
        Path made = directory.resolve(name);
        HostTool.run("truncate", "-s", size, made);
        List<Object> command =
                new ArrayList<>(List.of("mkfs.btrfs", "-q", "-L", "house", "--rootdir", files));
        command.addAll(List.of(options));
        command.add(made);
        HostTool.run(command.toArray());
        return made;
    }

    private static BtrfsFilesystem open(byte[] bytes, ChecksumPolicy policy) throws IOException {
        return BtrfsFilesystem.open(MemoryDevice.of(bytes), policy);
    }
}
