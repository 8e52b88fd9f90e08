package dev.yagura.storage.ext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.bytes.MalformedStructureException.Reason;
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
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Images made by {@code mke2fs -d}, then damaged. */
class ExtDamageTest {
    private static final int BLOCK = 1024;

    @TempDir private static Path directory;
    private static byte[] image = {};

    @BeforeAll
    static void makeImage() throws IOException {
        Path files = Files.createDirectory(directory.resolve("files"));
        Files.writeString(files.resolve("file"), "content of a file\n".repeat(100));
        Path many = Files.createDirectory(files.resolve("many"));
        for (int i = 0; i < 60; i++) {
            Files.writeString(many.resolve("a-name-that-is-long-enough-to-fill-blocks-" + i), "");
        }
        Files.createSymbolicLink(files.resolve("link"), Path.of("x".repeat(100)));
        byte[] holed = new byte[200_000];
        for (int i = 0; i < holed.length; i += 4096) {
            holed[i] = 1;
        }
        Files.write(files.resolve("holed"), holed);
        Path made = directory.resolve("image");
        HostTool.run("truncate", "-s", "1M", made);
        HostTool.run(
                "mke2fs",
                "-q",
                "-F",
                "-t",
                "ext4",
                "-b",
                BLOCK,
                "-O",
                "^has_journal",
                "-O",
                "inline_data",
                "-I",
                "256",
                "-d",
                files,
                made);
        HostTool.run("debugfs", "-w", "-R", "ea_set file user.note remembered", made);
        // Makes an index for the directory; ends with 1, as it has changed something.
        HostTool.run("sh", "-c", "e2fsck -fyD " + made + " || [ $? = 1 ]");
        image = Files.readAllBytes(made);
    }

    @Test
    void readsTheImageAsItIs() throws IOException {
        DamageList damage = new DamageList();

        assertThat(Exhaustion.read(() -> open(image, damage)))
                .allMatch(problem -> problem.contains("i_mode")); // targets of what is no link
        assertThat(damage.messages()).isEmpty();
    }

    /** A bit is flipped in each structure that has a checksum. */
    @ParameterizedTest
    @CsvSource({
        "ext4 superblock, s_checksum",
        "group descriptor 0, bg_checksum",
        "inode, i_checksum_lo",
        "extent block, et_checksum",
        "directory, det_checksum",
        "directory, dt_checksum",
    })
    void refusesOrListsWhatDoesNotMatchItsChecksum(String structure, String field)
            throws IOException {
        int found = 0;
        for (int at : new Mutations(image).sectors()) {
            byte[] changed = image.clone();
            changed[at + 13] ^= 0x10;
            DamageList damage = new DamageList();
            Exhaustion.read(() -> open(changed, damage));
            for (String message : damage.messages()) {
                if (message.contains(structure) && message.contains(field)) {
                    found++;
                    assertThat(Exhaustion.read(() -> open(changed, ChecksumPolicy.REFUSE)))
                            .contains(message);
                    break;
                }
            }
        }
        assertThat(found).as("places where a flipped bit was found").isPositive();
    }

    @Test
    void readsOnWithTheCopyOfADamagedSuperblock() throws IOException {
        Path made = directory.resolve("two-groups");
        HostTool.run("truncate", "-s", "9M", made);
        HostTool.run("mke2fs", "-q", "-F", "-t", "ext4", "-b", BLOCK, "-O", "^has_journal", made);
        byte[] damaged = Files.readAllBytes(made);
        Arrays.fill(damaged, BLOCK, 2 * BLOCK, (byte) 0);
        DamageList damage = new DamageList();

        ExtFilesystem filesystem = open(damaged, damage);

        assertThat(filesystem.notes())
                .containsExactly("the superblock is damaged; a copy of it is used");
        assertThat(filesystem.root().entries()).hasSize(1);
        assertThat(damage.messages()).hasSize(1);
        assertThatThrownBy(() -> open(damaged, ChecksumPolicy.REFUSE))
                .isInstanceOfSatisfying(
                        MalformedStructureException.class,
                        e -> assertThat(e.reason()).isEqualTo(Reason.BAD_MAGIC));
    }

    @Test
    void refusesUnknownAndUnreadFeaturesByName() {
        byte[] changed = image.clone();
        changed[BLOCK + 0x60] |= 0x8 | 0x1;
        changed[BLOCK + 0x62] |= 0x40;

        assertThatThrownBy(() -> open(changed, new DamageList()))
                .hasMessage(
                        "ext4 superblock: s_feature_incompat at 0x60 needs COMPRESSION,"
                                + " JOURNAL_DEV, 0x400000, which is not read");
    }

    @Test
    void namesEncryptedFilesAndReadsTheirAttributes() throws IOException {
        Path made = directory.resolve("encrypted");
        Files.write(made, image);
        HostTool.run("debugfs", "-w", "-R", "set_inode_field file flags 0x80800", made);
        StoredFile file = file(Files.readAllBytes(made), "file");

        assertThat(file.flags()).extracting(Enum::name).containsExactly("ENCRYPTED");
        assertThat(file.attributes().sizeBytes()).isEqualTo(1800);
        assertThatThrownBy(() -> file.read(0, MemorySegment.ofArray(new byte[10])))
                .hasMessageEndingWith("is 0x80800: encrypted by fscrypt, which is not read");
    }

    @Test
    @Timeout(value = 120, unit = TimeUnit.SECONDS)
    void survivesMutations() throws IOException {
        Mutations mutations = new Mutations(image);
        for (int seed = 0; seed < Mutations.COUNT; seed++) {
            byte[] changed = mutations.get(seed);
            Exhaustion.read(() -> open(changed, new DamageList()));
        }
    }

    @Test
    void survivesBeingCutShort() throws IOException {
        for (int length = 0; length < image.length; length += image.length / 100) {
            byte[] cut = Arrays.copyOf(image, length);
            assertThat(Exhaustion.read(() -> open(cut, new DamageList()))).isNotEmpty();
        }
    }

    private static StoredFile file(byte[] bytes, String name) throws IOException {
        List<FileName> names = List.of(FileName.of(name));
        return open(bytes, ChecksumPolicy.REFUSE).root().find(names.getFirst()).orElseThrow();
    }

    private static ExtFilesystem open(byte[] bytes, ChecksumPolicy policy) throws IOException {
        return ExtFilesystem.open(MemoryDevice.of(bytes), policy);
    }
}
