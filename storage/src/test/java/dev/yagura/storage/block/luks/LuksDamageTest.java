package dev.yagura.storage.block.luks;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.bytes.MalformedStructureException.Reason;
import dev.yagura.storage.block.DeviceChecks;
import dev.yagura.storage.fixture.MemoryDevice;
import dev.yagura.storage.fixture.Mutations;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Volumes by cryptsetup, then damaged or forged. */
class LuksDamageTest {
    private static final int HEADER = Luks2Editor.HEADER_BYTES;
    private static final KdfLimits TINY = new KdfLimits(50_000, 1024, 256);

    private static final Class<?>[] DOCUMENTED = {
        MalformedStructureException.class, LuksKeyException.class
    };

    @TempDir private static Path folder;
    private static byte[] version1 = {};
    private static byte[] version2 = {};
    private static byte[] clear = {};

    @BeforeAll
    static void makeVolumes() throws IOException {
        LuksImages images = new LuksImages(folder);
        clear = LuksImages.clear(LuksImages.REDUCED_BYTES + 8192);
        Path made = images.format("version1", "luks1", "--key-size", "256");
        version1 = Arrays.copyOf(Files.readAllBytes(made), 3 << 20);
        version2 =
                Files.readAllBytes(
                        images.encrypt(
                                "version2",
                                clear,
                                "--key-size",
                                "256",
                                "--pbkdf-force-iterations",
                                "4",
                                "--pbkdf",
                                "argon2id",
                                "--pbkdf-memory",
                                "32",
                                "--pbkdf-parallel",
                                "1"));
    }

    @Test
    void theOtherHeaderIsUsedWhereOneIsDamaged() throws IOException {
        byte[] first = new Luks2Editor(version2).damage(5000).image();
        byte[] second = new Luks2Editor(version2).damage(HEADER + 5000).image();

        assertOpens(first, HeaderCopy.SECONDARY, "the first header is damaged (luks2 primary");
        assertOpens(second, HeaderCopy.PRIMARY, "the second header is damaged (luks2 secondary");
    }

    @Test
    void theSecondHeaderIsFoundWhereTheFirstIsOverwritten() throws IOException {
        byte[] changed = version2.clone();
        Arrays.fill(changed, 0, HEADER, (byte) 0);

        assertThat(LuksHeader.isPresent(MemoryDevice.of(changed))).isFalse();
        assertThat(LuksHeader.isBackupPresent(MemoryDevice.of(changed))).isTrue();
        assertOpens(changed, HeaderCopy.SECONDARY, "the first header is overwritten");
    }

    @Test
    void theNewerHeaderIsUsed() throws IOException {
        byte[] first = new Luks2Editor(version2).sequence(0, 90).sequence(HEADER, 80).image();
        byte[] second = new Luks2Editor(version2).sequence(0, 80).sequence(HEADER, 90).image();

        assertOpens(
                first, HeaderCopy.PRIMARY, "the second header is older (number 80, the other 9");
        assertOpens(second, HeaderCopy.SECONDARY, "the first header is older (number 80, the othe");
    }

    private static void assertOpens(byte[] image, HeaderCopy copy, String note) throws IOException {
        try (LuksVolume volume = LuksVolume.open(MemoryDevice.of(image), LuksImages.key())) {
            assertThat(volume.info().copy()).isEqualTo(copy);
            assertThat(volume.info().notes()).hasSize(1).allMatch(text -> text.startsWith(note));
            assertThat(DeviceChecks.bytes(volume, 0, 8192)).isEqualTo(Arrays.copyOf(clear, 8192));
        }
    }

    @Test
    void withBothHeadersDamagedThereIsNoVolume() {
        byte[] changed = new Luks2Editor(version2).damage(5000).damage(HEADER + 5000).image();

        assertThatExceptionOfType(MalformedStructureException.class)
                .isThrownBy(() -> LuksHeader.read(MemoryDevice.of(changed)))
                .withMessageMatching(
                        "luks2 primary header: csum at 0x1c0 starts with 0x[0-9a-f]{16}, expected"
                                + " 0x[0-9a-f]{16}")
                .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.BAD_CHECKSUM));
    }

    /** What is replaced in the JSON, by what, and what is said of it; ' stands for ". */
    static List<Arguments> forgeries() {
        return List.of(
                arguments(
                        "plain64','sector",
                        "benbi','sector",
                        "is aes-xts-benbi with 256 bits, expected aes-xts with plain, plain64"),
                arguments(
                        "'sector_size':512",
                        "'sector_size':512,'integrity':{'type':'hmac(sha256)'}",
                        "integrity at 0x0 is hmac(sha256), expected none"),
                arguments(
                        "'sector_size':512",
                        "'sector_size':1000",
                        "is 1000, expected 512, 1024, 2048 or 4096"),
                arguments("'crypt'", "'hw-opal'", "is hw-opal, expected crypt"),
                arguments("'json_size':'12288'", "'json_size':'9'", "is another, expected 12288"),
                arguments(
                        "'json_size':",
                        "'requirements':{'mandatory':['online-reencrypt-v2']},'json_size':",
                        "needs online-reencrypt-v2, which is not read"),
                arguments(
                        "'type':'luks2'",
                        "'type':'reencrypt'",
                        "the volume is being re-encrypted, which is not read"),
                arguments(
                        "'stripes':4000",
                        "'stripes':400000000",
                        "is 400000000, expected 4000..4000"),
                arguments(
                        "'keyslots':{'0'", "'keyslots':{'32'", "has number \"32\", expected 0..31"),
                arguments(
                        "'offset':'32768'",
                        "'offset':'16384'",
                        "bytes at 16384, expected at least 128000 in 32768.."),
                arguments("'dynamic'", "'-5'", "is \"-5\", expected at most 18 decimal digits"),
                arguments("'cpus':1", "'cpus':5", "is 5, expected 1..4"),
                arguments("'memory':32", "'memory':7", "is argon2id (7 KiB, 4 passes, 1 lanes)"),
                arguments("'salt':'", "'salt':'*", "is not base64"),
                arguments("'config':", "'segments':{},'config':", "Duplicate Object property"),
                arguments("'tokens':{}", "'tokens':{", "is not well-formed: "),
                arguments("'tokens'", "'digests':7,'tokens'", "is VALUE_NUMBER_INT, expected an"));
    }

    @ParameterizedTest
    @MethodSource("forgeries")
    void refusesWhatTheJsonMustNotSay(String from, String to, String message) {
        byte[] changed =
                new Luks2Editor(version2)
                        .replace(from.replace('\'', '"'), to.replace('\'', '"'))
                        .image();

        assertThatExceptionOfType(MalformedStructureException.class)
                .isThrownBy(() -> LuksVolume.open(MemoryDevice.of(changed), LuksImages.key()))
                .withMessageContaining(message);
    }

    /** As above, but the volume is readable: its keyslot is not, and is named. */
    static List<Arguments> foreignSlots() {
        return List.of(
                arguments("'kdf':{'type':'argon2id'", "'kdf':{'type':'scrypt'", "scrypt is not"),
                arguments("'luks2'", "'tpm'", "type tpm is not read"),
                arguments("'raw'", "'journal'", "area journal by aes-xts-plain64 with 256 bits"),
                arguments("'stripes':4000,'hash':'sha256'", "'hash':'md5'", "with hash md5 is not"),
                arguments("'memory':32", "'memory':512", "needs more memory than 256 KiB"),
                arguments("'time':4", "'time':40", "fills more than the 1024 KiB that are left"));
    }

    @ParameterizedTest
    @MethodSource("foreignSlots")
    void namesASlotThatIsNotTried(String from, String to, String message) {
        byte[] changed =
                new Luks2Editor(version2)
                        .replace(from.replace('\'', '"'), to.replace('\'', '"'))
                        .image();

        assertThatExceptionOfType(LuksKeyException.class)
                .isThrownBy(() -> open(changed))
                .withMessageContaining("has no keyslot that can be tried; not tried: 0: ")
                .withMessageContaining(message)
                .satisfies(e -> assertThat(e.tried()).isEmpty());
    }

    @Test
    void boundsTheCostOfVersion1() {
        byte[] changed = version1.clone();
        Arrays.fill(changed, 212, 216, (byte) 0xFF);

        assertThatExceptionOfType(LuksKeyException.class)
                .isThrownBy(() -> open(changed))
                .withMessageContaining("0: pbkdf2 with ");
    }

    @Test
    void namesOtherCiphersOfVersion1() {
        byte[] changed = version1.clone();
        byte[] mode = Arrays.copyOf("cbc-essiv:sha256".getBytes(US_ASCII), 32);
        System.arraycopy(mode, 0, changed, 40, mode.length);

        assertThatExceptionOfType(MalformedStructureException.class)
                .isThrownBy(() -> open(changed))
                .withMessageContaining("is aes-cbc-essiv:sha256 with 256 bits, expected aes-xts")
                .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.UNSUPPORTED));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void aVolumeCutShortIsRefused(int version) throws IOException {
        byte[] image = version == 1 ? version1 : version2;
        int end = (int) LuksHeader.read(MemoryDevice.of(image)).metadataBytes();
        int checked = version == 1 ? Luks1Header.SIZE : Luks2Header.BINARY_BYTES;
        for (int length = 0; length < end; length += length < checked ? 1 : 997) {
            byte[] cut = Arrays.copyOf(image, length);
            assertThatThrownBy(() -> open(cut)).as("%d bytes", length).isInstanceOfAny(DOCUMENTED);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void aFlippedBitOfAVersion2HeaderDoesNotPassUnseen(int which) throws IOException {
        int start = which == 1 ? 0 : HEADER;
        Random random = new Random(which);
        for (int i = 0; i < 200; i++) {
            byte[] changed = version2.clone();
            int at = i < 100 ? i : random.nextInt(HEADER);
            changed[start + at] ^= (byte) (1 << random.nextInt(8));
            assertThat(Luks2Headers.read(MemoryDevice.of(changed)).info().notes())
                    .as("byte %d", start + at)
                    .hasSize(1);
        }
    }

    /** Changes of the header, most of them with a checksum that is right again. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    @Timeout(value = 600, unit = TimeUnit.SECONDS)
    void survivesMutations(int version) throws IOException {
        byte[] image = version == 1 ? version1 : version2;
        int firstBytes = version == 1 ? Luks1Header.SIZE : HEADER;
        Mutations mutations = new Mutations(Arrays.copyOf(image, firstBytes));
        byte[] headers = Arrays.copyOf(image, version * firstBytes);
        byte[] changed = image.clone();
        for (int seed = 0; seed < Mutations.COUNT; seed++) {
            System.arraycopy(mutations.get(seed), 0, headers, 0, firstBytes);
            byte[] written = headers;
            if (version == 2 && seed % 8 != 0) {
                written = new Luks2Editor(headers).sign(0).sequence(HEADER, 0).image();
            }
            System.arraycopy(written, 0, changed, 0, written.length);
            attempt(changed);
        }
    }

    private static void attempt(byte[] image) throws IOException {
        try (LuksVolume volume = open(image)) {
            if (volume.sizeBytes() > 0) {
                DeviceChecks.bytes(volume, volume.sizeBytes() - 1, 1);
            }
        } catch (MalformedStructureException | LuksKeyException e) {
            assertThat(e.getMessage()).isNotBlank().hasSizeLessThan(3000);
        }
    }

    private static LuksVolume open(byte[] image) throws IOException {
        return LuksVolume.open(MemoryDevice.of(image), LuksImages.key(), TINY);
    }
}
