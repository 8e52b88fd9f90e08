package dev.yagura.storage.block.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.storage.block.BlockDevice;
import dev.yagura.storage.block.DeviceChecks;
import java.io.EOFException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ImageFileTest {
    private static final int SIZE = 3_000_001;

    @TempDir private Path folder;

    @Test
    void readsWhatIsInTheFile() throws IOException {
        BlockDevice expected = DeviceChecks.random(SIZE, 7);
        Path file = folder.resolve("disk");
        Files.write(file, DeviceChecks.bytes(expected, 0, SIZE));
        try (ImageFile image = ImageFile.open(file, false)) {
            DeviceChecks.assertSame(image, expected);
        }
    }

    @Test
    void readsHolesAsZeros() throws IOException {
        Path file = folder.resolve("sparse");
        try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
            sparse.setLength(1L << 40);
            sparse.seek((1L << 40) - 1);
            sparse.write(7);
        }
        try (ImageFile image = ImageFile.open(file, false)) {
            assertThat(DeviceChecks.bytes(image, 1L << 39, 4)).containsOnly(0);
            assertThat(DeviceChecks.bytes(image, (1L << 40) - 2, 2)).containsExactly(0, 7);
        }
    }

    @Test
    void failsAReadOfAFileThatWasCutShort() throws IOException {
        Path file = folder.resolve("disk");
        Files.write(file, new byte[SIZE]);
        try (ImageFile image = ImageFile.open(file, true);
                RandomAccessFile writer = new RandomAccessFile(file.toFile(), "rw")) {
            writer.setLength(1000);
            assertThatThrownBy(() -> DeviceChecks.bytes(image, 500, 1000))
                    .isInstanceOf(EOFException.class)
                    .hasMessageContaining("ends before byte 1000, expected 3000001 bytes");
        }
    }

    @Test
    void refusesWhatIsNoDisk() {
        assertThatThrownBy(() -> ImageFile.open(folder, false))
                .isInstanceOf(FileSystemException.class)
                .hasMessageContaining("neither a regular file nor a block device");
        assertThatThrownBy(() -> ImageFile.open(Path.of("/dev/zero"), false))
                .hasMessageContaining("neither a regular file nor a block device");
        assertThatThrownBy(() -> ImageFile.open(folder.resolve("none"), false))
                .isInstanceOf(FileSystemException.class)
                .hasMessageContaining("does not exist");
    }

    @Test
    void refusesAReadPastTheEnd() throws IOException {
        Path file = folder.resolve("disk");
        Files.write(file, new byte[10]);
        try (ImageFile image = ImageFile.open(file, false)) {
            assertThatThrownBy(() -> DeviceChecks.bytes(image, 5, 6))
                    .isInstanceOf(MalformedStructureException.class);
        }
    }

    @Test
    void opensASiblingByItsPlainName() throws IOException {
        Files.write(folder.resolve("base.qcow2"), new byte[] {1, 2, 3});
        try (BlockDevice base = new SiblingImages(folder).open("base.qcow2")) {
            assertThat(DeviceChecks.bytes(base, 0, 3)).containsExactly(1, 2, 3);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "../secret",
                "/etc/passwd",
                "..",
                ".",
                "",
                "sub/file",
                "sub/../secret",
                "nbd:localhost:10809",
                "json:{}",
                "file:secret",
                "a\0b",
                "./base.qcow2"
            })
    void refusesANameThatLeadsElsewhere(String name) throws IOException {
        Files.write(folder.resolve("base.qcow2"), new byte[10]);
        assertThatThrownBy(() -> new SiblingImages(folder).open(name))
                .isInstanceOf(FileSystemException.class)
                .hasMessageContaining("expected the plain name of a file in");
    }

    @Test
    void refusesALinkThatLeadsElsewhere() throws IOException {
        Files.createSymbolicLink(folder.resolve("link"), Path.of("/etc/passwd"));
        assertThatThrownBy(() -> new SiblingImages(folder).open("link"))
                .isInstanceOf(FileSystemException.class)
                .hasMessageContaining("neither a regular file");
    }

    @Test
    void refusesEveryNameWhereNoneIsAllowed() {
        assertThatThrownBy(() -> ImageResolver.refusing().open("base.qcow2"))
                .isInstanceOf(FileSystemException.class)
                .hasMessageContaining("base.qcow2");
    }

    @Test
    void tellsFormatsByTheirFirstBytes() throws IOException {
        assertThat(format('Q', 'F', 'I', 0xFB)).isEqualTo(ImageFormat.QCOW2);
        assertThat(format('L', 'U', 'K', 'S', 0xBA, 0xBE, 0)).isEqualTo(ImageFormat.LUKS);
        assertThat(format('L', 'U', 'K', 'S', 0xBA)).isEqualTo(ImageFormat.RAW);
        assertThat(format()).isEqualTo(ImageFormat.RAW);
    }

    private ImageFormat format(int... start) throws IOException {
        byte[] bytes = new byte[start.length];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) start[i];
        }
        Path file = folder.resolve("named.qcow2");
        Files.write(file, bytes);
        try (ImageFile image = ImageFile.open(file, false)) {
            return ImageFormat.detect(image);
        }
    }
}
