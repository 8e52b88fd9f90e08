package dev.yagura.storage.block.luks;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.yagura.storage.block.BlockDevice;
import dev.yagura.storage.block.DeviceChecks;
import dev.yagura.storage.block.crypt.Secret;
import dev.yagura.storage.fixture.MemoryDevice;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Keyslots as cryptsetup makes, changes and erases them. */
class LuksKeysTest {
    /** Most that cryptsetup reads of a key file, in bytes. */
    private static final int MAX_KEY_FILE = 8 << 20;

    @TempDir private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"luks1", "luks2"})
    void everySlotOpensTheVolume(String type) throws IOException {
        LuksImages images = new LuksImages(folder);
        Path image = images.format("volume", type, "--key-size", "256");
        byte[] large = new byte[MAX_KEY_FILE];
        new Random(8).nextBytes(large);
        byte[] zeros = {0, 'a', 0, '\n'};
        addKey(images, image, "large", large);
        addKey(images, image, "zeros", zeros);
        addKey(images, image, "empty", new byte[0]);
        images.cryptsetup("luksKillSlot", image.toString(), "0", "--key-file", "empty");
        MemoryDevice device = MemoryDevice.of(image);

        assertThat(openedBy(device, large)).isEqualTo(1);
        assertThat(openedBy(device, zeros)).isEqualTo(2);
        assertThat(openedBy(device, new byte[0])).isEqualTo(3);
        assertThatExceptionOfType(LuksKeyException.class)
                .isThrownBy(() -> LuksVolume.open(device, LuksImages.key()))
                .withMessageEndingWith(": the key opens none of the keyslots tried: [1, 2, 3]")
                .satisfies(e -> {
                    assertThat(e.reason()).isEqualTo(LuksKeyException.Reason.WRONG_KEY);
                    assertThat(e.tried()).containsExactly(1, 2, 3);
                });
    }

    private static void addKey(LuksImages images, Path image, String name, byte[] key)
            throws IOException {
        Path file = images.keyFile(name, key);
        images.cryptsetup(
                "luksAddKey",
                "--pbkdf",
                "pbkdf2",
                "--pbkdf-force-iterations",
                "1000",
                "--key-file",
                "key",
                image.toString(),
                file.toString());
    }

    private static int openedBy(BlockDevice device, byte[] key) throws IOException {
        try (Secret secret = Secret.copyOf(key);
                LuksVolume volume = LuksVolume.open(device, secret)) {
            return volume.openedBy();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"luks1", "luks2"})
    void anErasedVolumeHasNoSlot(String type) throws IOException {
        LuksImages images = new LuksImages(folder);
        Path image = images.format("volume", type);
        images.cryptsetup("luksErase", image.toString());

        assertThatExceptionOfType(LuksKeyException.class)
                .isThrownBy(() -> LuksVolume.open(MemoryDevice.of(image), LuksImages.key()))
                .withMessageEndingWith(": has no active keyslot")
                .satisfies(
                        e -> assertThat(e.reason()).isEqualTo(LuksKeyException.Reason.NO_KEYSLOT));
    }

    @Test
    void saysWhatTheHeaderSays() throws IOException {
        LuksImages images = new LuksImages(folder);
        Path image =
                images.format(
                        "volume",
                        "luks2",
                        "--label",
                        "Wächter",
                        "--uuid",
                        "0f1e2d3c-4b5a-4978-8695-a4b3c2d1e0ff",
                        "--sector-size",
                        "4096");
        images.keyFile("second", "second".getBytes(UTF_8));
        images.cryptsetup(
                "luksAddKey",
                "--unbound",
                "--key-size",
                "256",
                "--pbkdf",
                "argon2id",
                "--pbkdf-memory",
                "32",
                "--pbkdf-force-iterations",
                "4",
                "--pbkdf-parallel",
                "2",
                image.toString(),
                "second");
        images.cryptsetup("token", "add", "--key-description", "token", image.toString());
        LuksInfo info = LuksHeader.read(MemoryDevice.of(image));

        assertThat(info.version()).isEqualTo(2);
        assertThat(info.label()).isEqualTo("Wächter");
        assertThat(info.uuid()).isEqualTo("0f1e2d3c-4b5a-4978-8695-a4b3c2d1e0ff");
        assertThat(info.cipher()).isEqualTo("aes-xts-plain64");
        assertThat(info.keyBits()).isEqualTo(512);
        assertThat(info.sectorBytes()).isEqualTo(4096);
        assertThat(info.dataBytes()).isEmpty();
        assertThat(info.copy()).isEqualTo(HeaderCopy.PRIMARY);
        assertThat(info.notes()).isEmpty();
        assertThat(info.keyslots())
                .extracting(Keyslot::state)
                .containsExactly(Keyslot.State.ACTIVE, Keyslot.State.UNBOUND);
        assertThat(info.keyslots())
                .extracting(slot -> slot.kdf().orElseThrow().toString())
                .containsExactly(
                        "pbkdf2 (sha256, 1000 iterations)", "argon2id (32 KiB, 4 passes, 2 lanes)");
    }

    @Test
    void triesSlotsOfHighPriorityFirstAndIgnoredOnesToo() throws IOException {
        LuksImages images = new LuksImages(folder);
        Path image = images.format("volume", "luks2", "--key-size", "256");
        addKey(images, image, "second", "second".getBytes(UTF_8));
        addKey(images, image, "third", "third".getBytes(UTF_8));
        priority(images, image, 0, "ignore");
        priority(images, image, 2, "prefer");
        MemoryDevice device = MemoryDevice.of(image);

        assertThatExceptionOfType(LuksKeyException.class)
                .isThrownBy(() -> LuksVolume.open(device, LuksImages.key("other")))
                .satisfies(e -> assertThat(e.tried()).isEqualTo(List.of(2, 1, 0)));
        assertThat(openedBy(device, LuksImages.PASSPHRASE.getBytes(UTF_8))).isZero();
    }

    private static void priority(LuksImages images, Path image, int slot, String priority)
            throws IOException {
        images.cryptsetup(
                "config", "--key-slot", slot + "", "--priority", priority, image.toString());
    }

    @Test
    void readsAVolumeWithItsHeaderElsewhere() throws IOException {
        byte[] clear = LuksImages.clear(300_000 / 4096 * 4096);
        Path header = folder.resolve("header");
        Path data =
                new LuksImages(folder)
                        .encryptDetached("data", clear, header, "--sector-size", "4096");

        try (LuksVolume volume =
                LuksVolume.open(MemoryDevice.of(header), MemoryDevice.of(data), LuksImages.key())) {
            DeviceChecks.assertSame(volume, MemoryDevice.of(clear));
        }
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> LuksVolume.open(MemoryDevice.of(header), LuksImages.key()))
                .withMessageEndingWith("the data is on another device")
                .withMessageContaining("data offset at 0x0 is byte 0, expected at least 16777216");
    }

    @Test
    void aVolumeMayBeInsideAnother() throws IOException {
        byte[] clear = LuksImages.clear(LuksImages.REDUCED_BYTES + 4096);
        LuksImages images = new LuksImages(folder);
        Path inner = images.encrypt("inner", clear, "--sector-size", "4096");
        Path outer = images.format("outer", "luks1", "--key-size", "256");
        images.fill(outer, Files.readAllBytes(inner));

        try (LuksVolume first = LuksVolume.open(MemoryDevice.of(outer), LuksImages.key())) {
            assertThat(LuksHeader.isPresent(first)).isTrue();
            try (LuksVolume second = LuksVolume.open(first, LuksImages.key())) {
                assertThat(DeviceChecks.bytes(second, 0, 4096))
                        .isEqualTo(Arrays.copyOf(clear, 4096));
            }
        }
    }
}
