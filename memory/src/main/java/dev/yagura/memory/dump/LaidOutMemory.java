package dev.yagura.memory.dump;

import static java.util.Objects.requireNonNull;

import dev.yagura.memory.GpaRange;
import dev.yagura.memory.MemoryHoleException;
import dev.yagura.memory.PhysicalMemory;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * A raw file of a guest's RAM at the addresses that a {@link RawLayout} gives its parts.
 *
 * <p>For who can tell the layout only once the file is open, perhaps at the other end of a
 * connection. Safe for concurrent reads. {@link #close()} leaves the file open.
 */
public final class LaidOutMemory implements PhysicalMemory {
    private final PhysicalMemory file;
    private final List<RawExtent> layout;
    private final List<GpaRange> ranges;

    /**
     * Lays a file out.
     *
     * @param file the file's bytes, at addresses that are the offsets in the file
     * @param layout where its runs belong; not overlapping, all within the file
     * @throws IllegalArgumentException if a run reaches past the end of the file
     */
    public LaidOutMemory(PhysicalMemory file, List<RawExtent> layout) {
        this.file = requireNonNull(file, "file");
        this.layout = List.copyOf(layout);
        List<GpaRange> pieces = new ArrayList<>(layout.size());
        for (RawExtent run : this.layout) {
            if (run.lengthBytes() > file.end() - run.fileOffset()) {
                throw new IllegalArgumentException(
                        run + " reaches past " + file.end() + ", the end of the file");
            }
            pieces.add(new GpaRange(run.gpa(), run.gpa() + run.lengthBytes()));
        }
        this.ranges = GpaRange.merge(pieces);
    }

    @Override
    public List<GpaRange> ranges() {
        return ranges;
    }

    @Override
    public boolean isLive() {
        return file.isLive();
    }

    @Override
    public int fetchBytes() {
        return file.fetchBytes();
    }

    @Override
    public void read(long gpa, MemorySegment destination) throws IOException {
        long length = destination.byteSize();
        for (long done = 0; done < length; ) {
            RawExtent run = runAt(gpa + done).orElse(null);
            if (run == null) {
                throw new MemoryHoleException(gpa + done);
            }
            long count = Math.min(length - done, run.gpa() + run.lengthBytes() - gpa - done);
            file.read(offset(run, gpa + done), destination.asSlice(done, count));
            done += count;
        }
    }

    @Override
    public List<Read> readBatch(List<Read> reads) throws IOException {
        List<Read> inHoles = new ArrayList<>();
        List<Read> moved = new ArrayList<>(reads.size());
        IdentityHashMap<Read, Read> asked = new IdentityHashMap<>();
        for (Read read : reads) {
            Optional<RawExtent> run = runOver(read.gpa(), read.destination().byteSize());
            if (run.isPresent()) {
                Read inFile = new Read(offset(run.get(), read.gpa()), read.destination());
                moved.add(inFile);
                asked.put(inFile, read);
            } else {
                inHoles.addAll(PhysicalMemory.super.readBatch(List.of(read)));
            }
        }
        for (Read missing : file.readBatch(moved)) {
            inHoles.add(
                    Objects.requireNonNull(asked.get(missing), "a read that was not asked for"));
        }
        return inHoles;
    }

    @Override
    public Optional<MemorySegment> mapped(long gpa, long lengthBytes) {
        return runOver(gpa, lengthBytes).flatMap(run -> file.mapped(offset(run, gpa), lengthBytes));
    }

    @Override
    public void close() {}

    private static long offset(RawExtent run, long gpa) {
        return run.fileOffset() + (gpa - run.gpa());
    }

    private Optional<RawExtent> runAt(long gpa) {
        return runOver(gpa, 1);
    }

    /** Returns the run that holds all of a range; there are two or three runs to look through. */
    private Optional<RawExtent> runOver(long gpa, long lengthBytes) {
        for (RawExtent run : layout) {
            long into = gpa - run.gpa();
            if (into >= 0
                    && lengthBytes <= run.lengthBytes()
                    && into <= run.lengthBytes() - lengthBytes) {
                return Optional.of(run);
            }
        }
        return Optional.empty();
    }
}
