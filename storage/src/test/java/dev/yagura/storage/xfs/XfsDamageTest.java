package dev.yagura.storage.xfs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.bytes.MalformedStructureException.Reason;
import dev.yagura.storage.filesystem.ChecksumPolicy;
import dev.yagura.storage.filesystem.DamageList;
import dev.yagura.storage.fixture.Exhaustion;
import dev.yagura.storage.fixture.MemoryDevice;
import dev.yagura.storage.fixture.Mutations;
import dev.yagura.storage.truth.HostTool;
import dev.yagura.storage.truth.KernelMount;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Images that the kernel filled, then damaged: one unmounted, one as after a crash. */
class XfsDamageTest {
    @TempDir private static Path directory;
    private static byte[] clean = {};
    private static byte[] torn = {};

    @BeforeAll
    static void makeImages() throws IOException {
        Path image = SmallXfs.make(directory.resolve("image"));
        try (KernelMount mount = KernelMount.of(image, "rw")) {
            SmallXfs.fill(mount);
        }
        clean = Files.readAllBytes(image);
        try (KernelMount mount = KernelMount.of(image, "rw")) {
            Path files = mount.directory();
            Files.createDirectory(files.resolve("new"));
            for (int i = 0; i < 40; i++) {
                Files.createFile(files.resolve("new/file-" + i));
                Files.deleteIfExists(files.resolve("node/a-name-that-is-rather-long-" + i));
            }
            Files.delete(files.resolve("pieces"));
            HostTool.run("sync", "-f", files);
            HostTool.run("xfs_io", "-x", "-c", "shutdown", files);
        }
        torn = Files.readAllBytes(image);
    }

    @Test
    void readsTheImagesAsTheyAre() throws IOException {
        for (byte[] image : List.of(clean, torn)) {
            DamageList damage = new DamageList();

            assertThat(Exhaustion.read(() -> open(image, damage)))
                    .allMatch(problem -> problem.contains("di_mode")); // targets of what is no link
            assertThat(damage.messages()).isEmpty();
        }
        assertThat(open(clean, ChecksumPolicy.REFUSE).notes()).isEmpty();
        assertThat(open(torn, ChecksumPolicy.REFUSE).notes()).hasSize(1);
    }

    /** A bit is flipped in a sector that starts as the structure does. */
    @ParameterizedTest
    @CsvSource({
        "58465342, 0, xfs superblock, sb_crc",
        "58414749, 0, inodes of group 0, agi_crc",
        "49414233, 0, inode tree block, bb_crc",
        "494e, 0, inode, di_crc",
        "424d4133, 0, extent block, bb_crc",
        "58444233, 0, directory, crc",
        "58444433, 0, directory, crc",
        "3bee, 8, attribute block, crc",
        "3ebe, 8, attribute block, crc",
        "5841524d, 0, attribute value block, rm_crc",
        "58534c4d, 0, symbolic link, sl_crc",
    })
    void refusesOrListsWhatDoesNotMatchItsChecksum(
            String magic, int magicOffset, String structure, String field) throws IOException {
        int found = 0;
        byte[] start = HexFormat.of().parseHex(magic);
        for (int at : new Mutations(clean).sectors()) {
            int from = at + magicOffset;
            if (found > 0
                    || !Arrays.equals(clean, from, from + start.length, start, 0, start.length)) {
                continue;
            }
            byte[] changed = clean.clone();
            changed[at + 511] ^= 0x10;
            DamageList damage = new DamageList();
            Exhaustion.read(() -> open(changed, damage));
            for (String message : damage.messages()) {
                if (message.contains(structure) && message.contains(" " + field + " ")) {
                    found++;
                    assertThat(Exhaustion.read(() -> open(changed, ChecksumPolicy.REFUSE)))
                            .contains(message);
                }
            }
        }
        assertThat(found).as("places where a flipped bit was found").isPositive();
    }

    @Test
    void refusesOldAndUnknownFormatsByName() {
        byte[] old = clean.clone();
        old[101] = (byte) ((old[101] & 0xF0) | 4);
        byte[] unknown = clean.clone();
        unknown[217] |= 0x10;
        unknown[218] |= 0x3;

        assertThatThrownBy(() -> open(old, new DamageList()))
                .hasMessageContaining("version 4 without checksums, which is not read");
        assertThatThrownBy(() -> open(unknown, new DamageList()))
                .hasMessage(
                        "xfs superblock: sb_features_incompat at 0xd8 needs METADIR (realtime groups),"
                                + " ZONED, 0x100000, which is not read");
        assertThatThrownBy(() -> open(new byte[4096], new DamageList()))
                .isInstanceOfSatisfying(
                        MalformedStructureException.class,
                        e -> assertThat(e.reason()).isEqualTo(Reason.BAD_MAGIC));
    }

    @Test
    void readsWithoutALogThatIsDamaged() throws IOException {
        byte[] changed = torn.clone();
        XfsFilesystem whole = open(torn, ChecksumPolicy.REFUSE);
        assertThat(whole.root().entries()).extracting(e -> e.name().toString()).contains("new");
        for (int at : new Mutations(torn).sectors()) {
            if (torn[at] == (byte) 0xFE && torn[at + 1] == (byte) 0xED) {
                changed[at + 20] ^= 0x10; // every record says that it is elsewhere
            }
        }
        DamageList damage = new DamageList();

        XfsFilesystem filesystem = open(changed, damage);

        assertThat(filesystem.notes())
                .hasSize(1)
                .allMatch(note -> note.startsWith("the log was not replayed: 0 transactions"));
        assertThat(damage.messages()).hasSize(1);
        assertThat(filesystem.root().entries()).isNotEmpty();
        assertThatThrownBy(() -> open(changed, ChecksumPolicy.REFUSE))
                .isInstanceOf(MalformedStructureException.class);
    }

    @Test
    @Timeout(value = 3600, unit = TimeUnit.SECONDS)
    void survivesMutations() throws IOException {
        for (byte[] image : List.of(clean, torn)) {
            Mutations mutations = new Mutations(image);
            for (int seed = 0; seed < Mutations.COUNT / 2; seed++) {
                byte[] changed = mutations.get(seed);
                Exhaustion.read(() -> open(changed, new DamageList()));
            }
        }
    }

    @Test
    void survivesBeingCutShort() throws IOException {
        for (int length = 0; length < torn.length; length += torn.length / 50) {
            byte[] cut = Arrays.copyOf(torn, length);
            assertThat(Exhaustion.read(() -> open(cut, new DamageList()))).isNotEmpty();
        }
    }

    private static XfsFilesystem open(byte[] bytes, ChecksumPolicy policy) throws IOException {
        return XfsFilesystem.open(MemoryDevice.of(bytes), policy);
    }
}
