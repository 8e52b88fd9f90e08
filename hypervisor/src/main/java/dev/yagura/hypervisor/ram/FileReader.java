package dev.yagura.hypervisor.ram;

import dev.yagura.hypervisor.qemu.GuestUnavailableException;
import dev.yagura.hypervisor.qemu.GuestUnavailableException.Reason;
import dev.yagura.memory.PhysicalMemory.Read;
import dev.yagura.syscall.FileDescriptors;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** RAM in a file that the guest's process has mapped shared; positions are offsets in the file. */
final class FileReader implements RamReader {
    private final int descriptor;
    private final String name;

    private FileReader(int descriptor, String name) {
        this.descriptor = descriptor;
        this.name = name;
    }

    /**
     * Opens a file if it is the one expected and can be read.
     *
     * @param path where to open it
     * @param name how messages call it
     * @param inode the inode it must have, or 0 for any
     * @param endOffset how long it must be at least, in bytes
     * @return empty if it cannot be opened, or is another file, or is shorter
     */
    static Optional<FileReader> open(Path path, String name, long inode, long endOffset) {
        int descriptor = FileDescriptors.open(path.toString(), FileDescriptors.O_RDONLY);
        if (descriptor < 0) {
            return Optional.empty();
        }
        FileReader reader = new FileReader(descriptor, name);
        if (isExpected(descriptor, inode, endOffset) && reader.answers()) {
            return Optional.of(reader);
        }
        reader.close();
        return Optional.empty();
    }

    // Asked of the descriptor, not the path: the path may lead elsewhere by now.
    private static boolean isExpected(int descriptor, long inode, long endOffset) {
        Path self = Path.of("/proc/self/fd/" + descriptor);
        try {
            return Files.isRegularFile(self)
                    && Files.size(self) >= endOffset
                    && (inode == 0 || Files.getAttribute(self, "unix:ino").equals(inode));
        } catch (IOException e) {
            return false;
        }
    }

    private boolean answers() {
        Scratch scratch = Scratch.acquire();
        try {
            return FileDescriptors.pread(scratch.state, descriptor, scratch.bounce, 1, 0) == 1;
        } finally {
            scratch.release();
        }
    }

    @Override
    public void read(List<Read> reads) throws IOException {
        Scratch scratch = Scratch.acquire();
        try {
            for (Read read : reads) {
                read(scratch, read.gpa(), read.destination());
            }
        } finally {
            scratch.release();
        }
    }

    private void read(Scratch scratch, long offset, MemorySegment destination)
            throws GuestUnavailableException {
        boolean direct = destination.isNative();
        long done = 0;
        while (done < destination.byteSize()) {
            long left = destination.byteSize() - done;
            MemorySegment place = direct ? destination.asSlice(done) : scratch.bounce;
            long count =
                    FileDescriptors.pread(
                            scratch.state,
                            descriptor,
                            place,
                            Math.min(left, place.byteSize()),
                            offset + done);
            if (count <= 0) {
                throw unreadable(offset + done, count);
            }
            if (!direct) {
                MemorySegment.copy(place, 0, destination, done, count);
            }
            done += count;
        }
    }

    private GuestUnavailableException unreadable(long offset, long result) {
        String found = result == 0 ? "is past the file's end" : "fails with error " + -result;
        return new GuestUnavailableException(
                Reason.CHANGED,
                "%s: offset 0x%x %s, expected guest RAM (was the file cut?)"
                        .formatted(name, offset, found));
    }

    @Override
    public String description() {
        return name;
    }

    @Override
    public void close() {
        FileDescriptors.close(descriptor);
    }
}
