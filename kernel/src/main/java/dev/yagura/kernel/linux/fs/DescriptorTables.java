package dev.yagura.kernel.linux.fs;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import dev.yagura.kernel.linux.GuestFaults;
import dev.yagura.kernel.linux.Partial;
import dev.yagura.kernel.view.KernelLayoutException;
import dev.yagura.kernel.view.StructViews;
import dev.yagura.memory.paging.AddressSpace;
import java.io.IOException;
import java.nio.ByteBuffer;

/** Reads the arrays that lead from descriptors to files; {@code include/linux/fdtable.h}. */
final class DescriptorTables {
    /** What {@code fs.nr_open} allows unless it is raised; {@code sysctl_nr_open} in fs/file.c. */
    private static final int MAX_DESCRIPTORS = 1 << 20;

    /** Descriptors of a table that may lead to no file; one with more is no table at all. */
    private static final int MAX_UNREADABLE = 64;

    /** Descriptors read at once: their pointers fill a page, and an array may lack its last. */
    private static final int CHUNK = 512;

    private final AddressSpace memory;

    DescriptorTables(StructViews views) {
        this.memory = views.kernel().memory();
    }

    /** A descriptor in use. */
    record Descriptor(int number, long fileGva, boolean closesOnExec) {}

    /**
     * Reads a file.
     *
     * @param <T> what is made of it
     */
    interface FileReader<T> {
        T read(Descriptor descriptor) throws IOException;
    }

    /**
     * Reads the files of a table, ascending by descriptor; one of which too many lead to no file is
     * not read to its end.
     *
     * @param tid the thread, for messages
     * @throws KernelLayoutException if this kernel has no such files at all
     * @throws IOException if the memory source fails
     */
    <T> void read(Partial.Collector<T> found, int tid, TaskFiles files, FileReader<T> reader)
            throws IOException {
        Partial<Descriptor> open = of(tid, files);
        open.missing().forEach(missing -> found.missing(missing.what(), missing.why()));
        int unreadable = 0;
        for (Descriptor descriptor : open.items()) {
            String what = "process %d, file %d".formatted(tid, descriptor.number());
            unreadable += found.add(what, () -> reader.read(descriptor)) ? 0 : 1;
            if (unreadable == MAX_UNREADABLE) {
                found.missing(
                        "file descriptors of process %d".formatted(tid),
                        "%d up to descriptor %d lead to no file, and those behind it are not read"
                                .formatted(MAX_UNREADABLE, descriptor.number()));
                return;
            }
        }
    }

    /** Returns how many descriptors of a table are read, free ones too. */
    static int count(TaskFiles files) throws IOException {
        long capacity = Integer.toUnsignedLong(files.capacity().orElse(0));
        return (int) Math.min(capacity, MAX_DESCRIPTORS);
    }

    /** Returns the descriptors in use, ascending; none for a task that has closed all for good. */
    private Partial<Descriptor> of(int tid, TaskFiles files) throws IOException {
        Partial.Collector<Descriptor> found = Partial.collector();
        String what = "file descriptors of process %d".formatted(tid);
        long capacity = Integer.toUnsignedLong(files.capacity().orElse(0));
        if (capacity > MAX_DESCRIPTORS) {
            found.missing(
                    what,
                    "max_fds is %d, expected at most %d".formatted(capacity, MAX_DESCRIPTORS));
        }
        int count = count(files);
        long array = files.descriptorsGva().orElse(0);
        long closing = files.closeOnExecGva().orElse(0);
        try {
            for (int first = 0; first < count && array != 0; first += CHUNK) {
                chunk(found, first, Math.min(CHUNK, count - first), array, closing);
            }
        } catch (IOException e) {
            if (!GuestFaults.isGuestFault(e)) {
                throw e;
            }
            found.missing(what, String.valueOf(e.getMessage()));
        }
        return found.done();
    }

    private void chunk(
            Partial.Collector<Descriptor> found, int first, int count, long array, long closing)
            throws IOException {
        ByteBuffer files = read(array + (long) first * Long.BYTES, count * Long.BYTES);
        // The bit map is made of whole words, so its last byte is there for any count.
        ByteBuffer bits =
                closing == 0
                        ? ByteBuffer.allocate(CHUNK / 8)
                        : read(closing + first / 8, (count + 7) / 8);
        for (int i = 0; i < count; i++) {
            long file = files.getLong(i * Long.BYTES);
            if (file != 0) {
                boolean closes = (bits.get(i / 8) >>> (i % 8) & 1) != 0;
                found.add(new Descriptor(first + i, file, closes));
            }
        }
    }

    private ByteBuffer read(long gva, int lengthBytes) throws IOException {
        return ByteBuffer.wrap(memory.bytes(gva, lengthBytes)).order(LITTLE_ENDIAN);
    }
}
