package dev.yagura.storage.block.qcow2;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.bytes.MalformedStructureException.Reason;
import dev.yagura.storage.block.DeviceChecks;
import dev.yagura.storage.block.image.ImageResolver;
import dev.yagura.storage.fixture.MemoryDevice;
import dev.yagura.storage.fixture.Mutations;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Images by {@code qemu-img}, then damaged. */
class Qcow2DamageTest {
    private static final int CLUSTER = 16 << 10;

    @TempDir private static Path folder;
    private static byte[] image = {};

    @BeforeAll
    static void makeImage() throws IOException {
        QemuImages qemu = new QemuImages(folder);
        qemu.raw("disk.raw", 300_000);
        qemu.img(
                "convert -f raw -c -O qcow2 -o compression_type=zstd,extended_l2=on,cluster_size=16k"
                        + " disk.raw image");
        qemu.img("resize -q image 1M");
        qemu.io("image", "write -P 1 500k 100k", "write -z 700k 20k", "write -P 2 740k 1k");
        qemu.img("snapshot -c one image");
        image = qemu.bytes("image");
    }

    @ParameterizedTest
    @CsvSource({
        "4, 4, OUT_OF_RANGE, version",
        "16, 1024, OUT_OF_RANGE, backing_file_size",
        "20, 8, OUT_OF_RANGE, cluster_bits",
        "20, 22, OUT_OF_RANGE, cluster_bits",
        "20, 13, OUT_OF_RANGE, cluster_bits",
        "24, -1, OUT_OF_RANGE, size",
        "24, 1, OUT_OF_RANGE, l1_size",
        "32, 3, OUT_OF_RANGE, crypt_method",
        "36, 0, OUT_OF_RANGE, l1_size",
        "36, 0x400001, OUT_OF_RANGE, l1_size",
        "44, 1, OUT_OF_RANGE, l1_table_offset",
        "60, 65537, OUT_OF_RANGE, nb_snapshots",
        "64, 0x7FFFFFFF, TRUNCATED, range",
        "100, 100, OUT_OF_RANGE, header_length",
        "100, 0x10000, OUT_OF_RANGE, header_length",
        "104, 0x02000000, UNSUPPORTED, compression_type",
        "104, 0, OUT_OF_RANGE, compression_type",
    })
    void refusesHostileHeaders(int at, String value, Reason reason, String field) {
        byte[] changed = changed(at, Long.decode(value).intValue());
        Reason expected = field.equals("version") ? Reason.UNSUPPORTED : reason;
        assertThatThrownBy(() -> open(changed))
                .isInstanceOfSatisfying(
                        MalformedStructureException.class,
                        e -> {
                            assertThat(e.reason()).isEqualTo(expected);
                            assertThat(e.field()).isEqualTo(field);
                        });
    }

    @Test
    void refusesUnknownFeaturesByTheNamesThatTheImageHas() {
        byte[] unknown = changed(72, 1 << 30);
        assertThatThrownBy(() -> open(unknown))
                .hasMessageEndingWith("needs feature bit 62, which is not read");
        byte[] known = changed(76, ByteBuffer.wrap(image).getInt(76) | 1 << 9);
        int bitmaps = indexOf(known, "bitmaps");
        known[bitmaps - 2] = 0; // "bitmaps" becomes the name of an incompatible feature
        known[bitmaps - 1] = 9;
        assertThatThrownBy(() -> open(known))
                .hasMessageEndingWith("needs \"bitmaps\" (bit 9), which is not read");
    }

    @Test
    void refusesOldEncryptionByName() {
        assertThatThrownBy(() -> open(changed(32, 1)))
                .hasMessageContaining("old AES encryption, which is not read");
    }

    @ParameterizedTest
    @CsvSource({"1, was not closed", "2, marked the image as corrupt"})
    void readsWhatIsDirtyOrCorruptAndSaysSo(int feature, String note) throws IOException {
        byte[] changed = changed(76, ByteBuffer.wrap(image).getInt(76) | feature);
        Qcow2Image opened = open(changed);
        assertThat(opened.notes()).singleElement().asString().contains(note);
        DeviceChecks.assertSame(opened, open(image));
    }

    @Test
    void opensNoFileThatTheCallerDoesNotAllow() throws IOException {
        QemuImages qemu = new QemuImages(folder);
        qemu.img("create -q -f qcow2 -b disk.raw -F raw named");
        byte[] named = qemu.bytes("named");
        assertThatThrownBy(() -> open(named))
                .isInstanceOf(FileSystemException.class)
                .hasMessageContaining("disk.raw");
    }

    @Test
    void refusesAChainThatComesBackToItself() throws IOException {
        QemuImages qemu = new QemuImages(folder);
        qemu.img("create -q -f qcow2 -u -b ring2 -F qcow2 ring1 1M");
        qemu.img("create -q -f qcow2 -u -b ring1 -F qcow2 ring2 1M");
        assertThatThrownBy(() -> qemu.open("ring1"))
                .isInstanceOfSatisfying(
                        MalformedStructureException.class,
                        e -> assertThat(e.reason()).isEqualTo(Reason.CYCLE));
    }

    @Test
    void refusesAChainWithoutEnd() throws IOException {
        QemuImages qemu = new QemuImages(folder);
        qemu.img("create -q -f qcow2 -u -b 00000000 -F qcow2 endless 1M");
        byte[] endless = qemu.bytes("endless");
        int[] count = {0};
        ImageResolver others =
                name -> {
                    byte[] next = endless.clone();
                    byte[] number = "%08d".formatted(++count[0]).getBytes(US_ASCII);
                    System.arraycopy(number, 0, next, indexOf(endless, "00000000"), number.length);
                    return MemoryDevice.of(next);
                };
        assertThatThrownBy(() -> Qcow2Image.open(MemoryDevice.of(endless), others))
                .hasMessageContaining("is number 65");
    }

    /** Tables that lead out of the file, into the middle of clusters, or to each other. */
    @ParameterizedTest
    @ValueSource(longs = {0x7F_FFFF_FFFF_C000L, 0x200, 0xFFFF_FFFF_FFFF_FFFFL})
    void refusesOrBoundsHostileTables(long entry) throws IOException {
        long l1 = ByteBuffer.wrap(image).getLong(40);
        byte[] changed = image.clone();
        ByteBuffer view = ByteBuffer.wrap(changed);
        view.putLong((int) l1, entry);
        exhaust(changed);
        view.putLong((int) l1, ByteBuffer.wrap(image).getLong((int) l1));
        long l2 = view.getLong((int) l1) & 0xFF_FFFF_FFFF_FE00L;
        for (int at = 0; at < CLUSTER; at += 8) {
            view.putLong((int) l2 + at, entry);
        }
        exhaust(changed);
        assertThatThrownBy(() -> DeviceChecks.bytes(open(changed), 0, 1 << 20))
                .isInstanceOf(MalformedStructureException.class);
    }

    @Test
    void refusesAClusterThatIsNotInTheFile() throws IOException {
        byte[] cut = Arrays.copyOf(image, image.length - 3 * CLUSTER);
        assertThat(exhaust(cut)).isPositive();
    }

    @Test
    void survivesBeingCutShortAndMutations() throws IOException {
        for (int length = 0; length < image.length; length += 997) {
            exhaust(Arrays.copyOf(image, length));
        }
        Mutations mutations = new Mutations(image);
        for (int seed = 0; seed < Mutations.COUNT; seed++) {
            exhaust(mutations.get(seed));
        }
    }

    /** Reads everything there is room for; returns how many reads were refused. */
    private static int exhaust(byte[] bytes) throws IOException {
        Qcow2Image opened;
        try {
            opened = open(bytes);
        } catch (MalformedStructureException | FileSystemException e) {
            return 1; // the latter where a name of a further file came about
        }
        int refused = 0;
        long size = Math.min(opened.sizeBytes(), 1 << 20);
        for (long at = 0; at < size; at += CLUSTER) {
            try {
                long length = Math.min(CLUSTER, size - at);
                opened.read(at, MemorySegment.ofArray(new byte[(int) length]));
            } catch (MalformedStructureException e) {
                refused++;
            }
        }
        return refused;
    }

    private static Qcow2Image open(byte[] bytes) throws IOException {
        return Qcow2Image.open(MemoryDevice.of(bytes), ImageResolver.refusing());
    }

    private static byte[] changed(int at, int value) {
        byte[] changed = image.clone();
        ByteBuffer.wrap(changed).putInt(at, value);
        return changed;
    }

    private static int indexOf(byte[] bytes, String text) {
        return new String(bytes, ISO_8859_1).indexOf(text);
    }
}
