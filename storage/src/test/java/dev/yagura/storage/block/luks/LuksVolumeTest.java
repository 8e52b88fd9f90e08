package dev.yagura.storage.block.luks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yagura.storage.block.DeviceChecks;
import dev.yagura.storage.block.HostTool;
import dev.yagura.storage.block.RangeDevice;
import dev.yagura.storage.fixture.MemoryDevice;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Volumes by cryptsetup and QEMU, against what was put into them. */
class LuksVolumeTest {
    private static final int SIZE = LuksImages.REDUCED_BYTES + (1 << 20);

    @TempDir private Path folder;

    @ParameterizedTest
    @CsvSource({
        "512, 512, pbkdf2, 1000, 0, sha256",
        "4096, 256, pbkdf2, 1001, 0, sha512",
        "4096, 512, argon2id, 4, 64, sha256",
        "2048, 256, argon2i, 5, 32, sha1",
    })
    void opensVersion2(
            int sector, int keyBits, String kdf, String iterations, int memory, String hash)
            throws IOException {
        byte[] clear = LuksImages.clear(SIZE);
        Path image =
                new LuksImages(folder)
                        .encrypt(
                                "volume",
                                clear,
                                "--sector-size",
                                sector + "",
                                "--key-size",
                                keyBits + "",
                                "--pbkdf",
                                kdf,
                                "--pbkdf-force-iterations",
                                iterations,
                                "--hash",
                                hash,
                                memory == 0 ? "--batch-mode" : "--pbkdf-memory=" + memory);
        MemoryDevice device = MemoryDevice.of(image);

        assertThat(LuksHeader.isPresent(device)).isTrue();
        try (LuksVolume volume = LuksVolume.open(device, LuksImages.key())) {
            assertThat(volume.info().sectorBytes()).isEqualTo(sector);
            assertThat(volume.info().keyBits()).isEqualTo(keyBits);
            assertThat(volume.info().cipher()).isEqualTo("aes-xts-plain64");
            byte[] held = Arrays.copyOf(clear, SIZE - LuksImages.REDUCED_BYTES);
            DeviceChecks.assertSame(
                    new RangeDevice("held", volume, 0, held.length), MemoryDevice.of(held));
        }
    }

    @ParameterizedTest
    @CsvSource({"sha1, 512, plain64", "sha256, 256, plain64", "sha512, 512, plain"})
    void opensVersion1(String hash, String keyBits, String iv) throws IOException {
        byte[] clear = LuksImages.clear(1 << 20);
        LuksImages images = new LuksImages(folder);
        Path image =
                images.format(
                        "volume",
                        "luks1",
                        "--hash",
                        hash,
                        "--key-size",
                        keyBits,
                        "--cipher",
                        "aes-xts-" + iv);
        images.fill(image, clear);

        try (LuksVolume volume = LuksVolume.open(MemoryDevice.of(image), LuksImages.key())) {
            assertThat(volume.info().version()).isEqualTo(1);
            assertThat(DeviceChecks.bytes(volume, 0, clear.length)).isEqualTo(clear);
        }
    }

    @Test
    void opensWhatQemuMakes() throws IOException {
        byte[] clear = LuksImages.clear(1 << 20);
        Files.write(folder.resolve("clear"), clear);
        Files.writeString(folder.resolve("key"), LuksImages.PASSPHRASE);
        HostTool.run(
                folder,
                "qemu-img",
                "convert",
                "-f",
                "raw",
                "-O",
                "luks",
                "--object",
                "secret,id=key,file=key",
                "-o",
                "key-secret=key,iter-time=10",
                "clear",
                "volume");
        MemoryDevice device = MemoryDevice.of(folder.resolve("volume"));

        try (LuksVolume volume = LuksVolume.open(device, LuksImages.key())) {
            DeviceChecks.assertSame(volume, MemoryDevice.of(clear));
        }
    }
}
