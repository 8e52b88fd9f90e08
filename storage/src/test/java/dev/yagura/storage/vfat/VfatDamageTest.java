package dev.yagura.storage.vfat;

import static java.util.Objects.requireNonNull;
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
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Images made by {@code mkfs.vfat} and {@code mtools}, then damaged. */
class VfatDamageTest {
    private static final int SECTOR = 512;

    private static final int SMALL = 1 << 20;

    /** By width; the larger ones are cut, as far as nothing is in them. */
    private static final Map<Integer, byte[]> IMAGES = new HashMap<>();

    @TempDir private static Path directory;

    @BeforeAll
    static void makeImages() throws IOException {
        for (int width : new int[] {12, 16, 32}) {
            Path scratch = Files.createDirectory(directory.resolve("fat" + width));
            String size = width == 12 ? "1M" : width == 16 ? "5M" : "36M";
            VfatImage made =
                    VfatImage.make(scratch.resolve("image"), size, "-s 1 -i 1 -F " + width);
            made.fill(scratch, 20_000);
            byte[] image = Files.readAllBytes(made.file());
            if (width == 32) {
                for (int sector : new int[] {0, 6}) {
                    ByteBuffer.wrap(image)
                            .order(ByteOrder.LITTLE_ENDIAN)
                            .putInt(sector * SECTOR + 0x20, SMALL / SECTOR);
                }
            }
            IMAGES.put(width, Arrays.copyOf(image, SMALL)); // nothing is further behind
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {12, 16, 32})
    void readsTheImageAsItIs(int width) throws IOException {
        assertThat(Exhaustion.read(() -> open(image(width))))
                .allMatch(problem -> problem.contains("DIR_Attr")); // targets of what is no link
    }

    @Test
    @Timeout(value = 1200, unit = TimeUnit.SECONDS)
    void survivesMutations() throws IOException {
        List<Mutations> mutations = new ArrayList<>();
        for (int width : new int[] {12, 16, 32}) {
            mutations.add(new Mutations(image(width)));
        }
        for (int seed = 0; seed < Mutations.COUNT; seed++) {
            byte[] changed = mutations.get(seed % mutations.size()).get(seed);
            Exhaustion.read(() -> open(changed));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {12, 16, 32})
    void survivesBeingCutShort(int width) throws IOException {
        byte[] whole = image(width);
        for (int length = 0; length < whole.length; length += whole.length / 20) {
            byte[] cut = Arrays.copyOf(whole, length);
            Exhaustion.read(() -> open(cut));
        }
        byte[] tiny = Arrays.copyOf(whole, 100);
        assertThat(VfatFilesystem.isPresent(MemoryDevice.of(tiny))).isFalse();
        assertThatThrownBy(() -> open(tiny)).isInstanceOf(MalformedStructureException.class);
    }

    @ParameterizedTest
    @CsvSource({
        "0x0b, 0, BPB_BytsPerSec",
        "0x0d, 3, BPB_SecPerClus",
        "0x0e, 0, BPB_RsvdSecCnt",
        "0x10, 0, BPB_NumFATs",
        "0x15, 7, BPB_Media",
        "0x2d, 0x7f, BPB_RootClus",
    })
    void refusesHostileGeometry(String offset, String value, String field) {
        byte[] changed = image(32).clone();
        int at = Integer.decode(offset);
        changed[at] = changed[at + 6 * SECTOR] = Integer.decode(value).byteValue();
        if (at <= 0x0e) {
            changed[at + 1] = changed[at + 1 + 6 * SECTOR] = 0;
        }

        assertThatThrownBy(() -> open(changed))
                .isInstanceOfSatisfying(
                        MalformedStructureException.class,
                        e -> assertThat(e.field()).isEqualTo(field));
    }

    @Test
    void readsOnWithTheCopyOfADamagedBootSector() throws IOException {
        byte[] changed = image(32).clone();
        Arrays.fill(changed, 0, SECTOR, (byte) 0);
        DamageList damage = new DamageList();

        VfatFilesystem filesystem = VfatFilesystem.open(MemoryDevice.of(changed), damage);

        assertThat(filesystem.notes())
                .containsExactly("the boot sector is damaged; its copy is used");
        assertThat(filesystem.root().entries()).hasSize(10);
        assertThat(damage.messages()).hasSize(1);
        assertThatThrownBy(
                        () -> VfatFilesystem.open(MemoryDevice.of(changed), ChecksumPolicy.REFUSE))
                .isInstanceOf(MalformedStructureException.class);
    }

    /** The volume is marked as Linux marks it while it is mounted. */
    @Test
    void saysThatAVolumeWasNotUnmounted() throws IOException {
        byte[] changed = image(16).clone();
        changed[0x25] |= 1;

        assertThat(open(changed).notes())
                .containsExactly("the volume was not unmounted: what was written last may be torn");
    }

    @Test
    void refusesAChainThatComesBack() throws IOException {
        byte[] changed = image(16).clone();
        StoredFile file = open(changed).root().find(FileName.of("large")).orElseThrow();
        int entry = (int) file.attributes().inode() * 32;
        int first = (changed[entry + 26] & 0xFF) | (changed[entry + 27] & 0xFF) << 8;
        int table = (changed[0x0E] & 0xFF) * SECTOR; // the reserved sectors are before it
        changed[table + first * 2] = changed[entry + 26];
        changed[table + first * 2 + 1] = changed[entry + 27];

        assertThatThrownBy(() -> read(changed, "large"))
                .isInstanceOfSatisfying(
                        MalformedStructureException.class,
                        e -> assertThat(e.reason()).isEqualTo(Reason.CYCLE));
    }

    @Test
    void refusesAFileThatIsLongerThanItsChain() throws IOException {
        byte[] changed = image(16).clone();
        StoredFile file = open(changed).root().find(FileName.of("large")).orElseThrow();
        changed[(int) file.attributes().inode() * 32 + 30] = 1;

        assertThatThrownBy(() -> read(changed, "large"))
                .hasMessageContaining(
                        "DIR_FileSize at 0x1c is 85536, but there are no more than 40");
    }

    private static void read(byte[] image, String name) throws IOException {
        StoredFile file = open(image).root().find(FileName.of(name)).orElseThrow();
        file.read(0, MemorySegment.ofArray(new byte[100_000]));
    }

    private static byte[] image(int width) {
        return requireNonNull(IMAGES.get(width));
    }

    private static VfatFilesystem open(byte[] bytes) throws IOException {
        return VfatFilesystem.open(MemoryDevice.of(bytes), new DamageList());
    }
}
