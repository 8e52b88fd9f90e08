package dev.yagura.syscall;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each call against what the JDK says of the same file, process or user. */
class SystemCallsTest {
    private final Arena arena = Arena.ofAuto();
    private final MemorySegment state = arena.allocate(FileDescriptors.CALL_STATE);

    @TempDir private Path directory;

    @Test
    void filesAreReadAndWritten() throws IOException {
        Path file = Files.writeString(directory.resolve("f"), "0123456789");
        int descriptor = FileDescriptors.open(file.toString(), FileDescriptors.O_RDWR);
        MemorySegment room = arena.allocate(4);

        assertThat(FileDescriptors.read(state, descriptor, room)).isEqualTo(4);
        assertThat(text(room)).isEqualTo("0123");
        assertThat(FileDescriptors.pread(state, descriptor, room, 2, 8)).isEqualTo(2);
        assertThat(text(room)).isEqualTo("8923");
        assertThat(FileDescriptors.write(state, descriptor, room)).isEqualTo(4);
        assertThat(Files.readString(file)).isEqualTo("0123892389");

        FileDescriptors.close(descriptor);
        assertThat(FileDescriptors.read(state, descriptor, room)).isEqualTo(-ErrorNumbers.EBADF);
    }

    @Test
    void failuresAreNegatedErrorNumbers() {
        String nowhere = directory.resolve("nowhere").toString();
        MemorySegment room = arena.allocate(1);

        assertThat(FileDescriptors.open(nowhere, FileDescriptors.O_RDONLY))
                .isEqualTo(-ErrorNumbers.ENOENT);
        assertThat(FileDescriptors.write(state, -1, room)).isEqualTo(-ErrorNumbers.EBADF);
        assertThat(FileDescriptors.pread(state, -1, room, 1, 0)).isEqualTo(-ErrorNumbers.EBADF);
        // Who may not mount is told so before the place is looked for.
        assertThat(Mounts.mount("none", nowhere, "tmpfs", Mounts.MS_RDONLY, ""))
                .isIn(-ErrorNumbers.ENOENT, -ErrorNumbers.EPERM);
        assertThat(Mounts.unmount(nowhere, Mounts.MNT_DETACH))
                .isIn(-ErrorNumbers.ENOENT, -ErrorNumbers.EPERM);
    }

    @Test
    void aTerminalsStopIsIgnored() throws IOException {
        assertThat(StopSignals.ignore()).isZero();

        String mask =
                Files.readAllLines(Path.of("/proc/self/status")).stream()
                        .filter(line -> line.startsWith("SigIgn:"))
                        .findFirst()
                        .orElseThrow()
                        .substring("SigIgn:".length())
                        .strip();
        long stopping = 1L << (20 - 1) | 1L << (21 - 1) | 1L << (22 - 1);
        assertThat(Long.parseUnsignedLong(mask, 16) & stopping).isEqualTo(stopping);
    }

    @Test
    void descriptorsAreNotInherited() throws IOException {
        Path file = Files.writeString(directory.resolve("f"), "");
        int descriptor = FileDescriptors.open(file.toString(), FileDescriptors.O_RDONLY);

        assertThat(Files.readAllLines(Path.of("/proc/self/fdinfo/" + descriptor)))
                .anySatisfy(line -> assertThat(line).startsWith("flags:").contains("02"));
        FileDescriptors.close(descriptor);
    }

    @Test
    void memoryOfAProcessIsRead() {
        MemorySegment from = arena.allocateFrom("a secret of this process");
        MemorySegment into = arena.allocate(from.byteSize());
        MemorySegment local = vector(into);
        int self = (int) ProcessHandle.current().pid();

        assertThat(ProcessMemory.read(state, self, local, vector(from), 1))
                .isEqualTo(from.byteSize());
        assertThat(into.getString(0)).isEqualTo("a secret of this process");
        assertThat(ProcessMemory.read(state, Integer.MAX_VALUE, local, vector(from), 1))
                .isEqualTo(-ErrorNumbers.ESRCH);
    }

    @Test
    void theUserIsTheOneThatOwnsWhatThisProcessMakes() throws IOException {
        Path file = Files.writeString(directory.resolve("f"), "");

        assertThat(Mounts.user()).isEqualTo(Files.getAttribute(file, "unix:uid"));
        assertThat(Mounts.group()).isEqualTo(Files.getAttribute(file, "unix:gid"));
    }

    private MemorySegment vector(MemorySegment bytes) {
        MemorySegment vector = arena.allocate(ProcessMemory.IOVEC_BYTES, Long.BYTES);
        vector.set(ValueLayout.JAVA_LONG, 0, bytes.address());
        vector.set(ValueLayout.JAVA_LONG, Long.BYTES, bytes.byteSize());
        return vector;
    }

    private static String text(MemorySegment bytes) {
        return new String(bytes.toArray(ValueLayout.JAVA_BYTE), UTF_8);
    }
}
