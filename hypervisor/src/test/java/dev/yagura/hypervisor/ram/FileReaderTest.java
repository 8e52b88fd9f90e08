package dev.yagura.hypervisor.ram;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.yagura.memory.PhysicalMemory.Read;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileReaderTest {
    private static final int BYTES = 3 << 20; // more than fits into one bounce

    @TempDir private Path directory;
    private final byte[] bytes = new byte[BYTES];
    private Path file = Path.of("");

    @BeforeEach
    void write() throws IOException {
        new Random(1).nextBytes(bytes);
        file = Files.write(directory.resolve("ram"), bytes);
    }

    private FileReader open() throws IOException {
        long inode = (Long) Files.getAttribute(file, "unix:ino");
        return FileReader.open(file, "memory file ram", inode, BYTES).orElseThrow();
    }

    @Test
    void readsIntoHeapAndNativeMemory() throws IOException {
        try (FileReader reader = open();
                Arena arena = Arena.ofConfined()) {
            byte[] heap = new byte[BYTES - 5];
            MemorySegment direct = arena.allocate(BYTES - 7);
            reader.read(List.of(new Read(5, MemorySegment.ofArray(heap)), new Read(7, direct)));

            assertThat(
                            MemorySegment.ofArray(heap)
                                    .mismatch(MemorySegment.ofArray(bytes).asSlice(5)))
                    .isEqualTo(-1);
            assertThat(direct.toArray(ValueLayout.JAVA_BYTE))
                    .isEqualTo(java.util.Arrays.copyOfRange(bytes, 7, BYTES));
        }
    }

    @Test
    void refusesAFileOfAnotherInodeOrLength() throws IOException {
        long inode = (Long) Files.getAttribute(file, "unix:ino");

        assertThat(FileReader.open(file, "f", inode + 1, BYTES)).isEmpty();
        assertThat(FileReader.open(file, "f", inode, BYTES + 1)).isEmpty();
        assertThat(FileReader.open(directory.resolve("none"), "f", 0, 1)).isEmpty();
        assertThat(FileReader.open(directory, "f", 0, 0)).isEmpty();
        assertThat(FileReader.open(Path.of("/dev/zero"), "f", 0, 0)).isEmpty();
    }

    @Test
    void aFileThatIsCutMeanwhileIsAnError() throws IOException {
        try (FileReader reader = open();
                var channel = Files.newByteChannel(file, java.nio.file.StandardOpenOption.WRITE)) {
            channel.truncate(0x1000);
            Read across = new Read(0xfff, MemorySegment.ofArray(new byte[2]));

            assertThatThrownBy(() -> reader.read(List.of(across)))
                    .hasMessage(
                            "memory file ram: offset 0x1000 is past the file's end, expected guest"
                                    + " RAM (was the file cut?)");
        }
    }
}
