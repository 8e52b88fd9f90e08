package dev.yagura.memory.dump;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import dev.yagura.bytes.Field;
import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.bytes.MalformedStructureException.Reason;
import dev.yagura.bytes.Structure;
import dev.yagura.memory.Extent;
import dev.yagura.memory.GpaRange;
import dev.yagura.memory.PhysicalMemory;
import dev.yagura.memory.SegmentMemory;
import dev.yagura.memory.VcpuRegisters;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A guest's memory as a file: raw, ELF core or LiME.
 *
 * <p>The file is mapped, not read: opening costs the same for any size, and {@link #mapped} gives
 * the bytes without a copy. A file that is cut short while it is open makes {@link #read} fail, and
 * makes a mapped view throw {@link InternalError}, which is how the JVM reports it.
 *
 * <p>A raw dump's first bytes are the guest's to choose, and so is which format {@link #open} sees
 * in them. {@link #format()} tells; who knows that a file is raw says so by {@link #openRaw}.
 *
 * <p>Safe for concurrent reads. Unmapped by {@link #close()}, which must come after the last read.
 */
public final class Dump implements PhysicalMemory {
    private static final int PAGE_BYTES = 4096;
    private static final Field MAGIC = new Field("magic", 0, 4);
    private static final Field FILE_SIZE = new Field("file size", 0, 8);

    private final @Nullable Arena arena;
    private final Contents contents;
    private final SegmentMemory memory;

    private Dump(@Nullable Arena arena, Contents contents) {
        this.arena = arena;
        this.contents = contents;
        this.memory = new SegmentMemory(contents.extents(), false);
    }

    /**
     * Opens a dump of any format that this reader knows.
     *
     * <p>A raw file is taken as flat: file offset and guest-physical address are the same. The RAM
     * file of a guest with a hole below 4 GiB is not flat and looks the same; {@link RawLayout} has
     * the layouts to try with {@link #openRaw}.
     *
     * @throws FileSystemException if the file does not exist, cannot be read, is a directory, is
     *     empty, or is of a known format that is not a dump; the message says which
     * @throws MalformedStructureException if the dump's headers are not what its format requires,
     *     or a raw file's size is no multiple of 4096
     */
    public static Dump open(Path file) throws IOException {
        return map(file, bytes -> parse(file.toString(), bytes));
    }

    /**
     * Opens a raw file whose layout is known, whatever its first bytes look like.
     *
     * @param layout where the runs of the file belong; at least one
     * @throws FileSystemException if the file does not exist, cannot be read, is a directory or is
     *     empty
     * @throws MalformedStructureException if a run reaches past the end of the file or over another
     */
    public static Dump openRaw(Path file, List<RawExtent> layout) throws IOException {
        if (layout.isEmpty()) {
            throw new IllegalArgumentException("layout has no extent");
        }
        return map(file, bytes -> raw(bytes, layout));
    }

    /**
     * Opens a dump whose bytes are already in this process.
     *
     * @param bytes the whole dump; must outlive the result
     * @throws IOException as {@link #open}
     */
    public static Dump of(MemorySegment bytes) throws IOException {
        return new Dump(null, parse("dump", bytes));
    }

    /** Returns the format: {@code raw}, {@code elf-core} or {@code lime}. */
    public String format() {
        return contents.format();
    }

    /** Returns the registers of each vCPU, in order; empty where the dump has none. */
    public List<VcpuRegisters> registers() {
        return contents.registers();
    }

    @Override
    public List<GpaRange> ranges() {
        return memory.ranges();
    }

    @Override
    public boolean isLive() {
        return false;
    }

    @Override
    public void read(long gpa, MemorySegment destination) throws IOException {
        memory.read(gpa, destination);
    }

    @Override
    public Optional<MemorySegment> mapped(long gpa, long lengthBytes) {
        return memory.mapped(gpa, lengthBytes);
    }

    @Override
    public void close() {
        if (arena != null && arena.scope().isAlive()) {
            arena.close();
        }
    }

    /** What finds the extents in a mapped file. */
    private interface Parser {
        Contents parse(MemorySegment bytes) throws IOException;
    }

    @SuppressWarnings("MustBeClosedChecker") // the dump closes it
    private static Dump map(Path file, Parser parser) throws IOException {
        Arena arena = Arena.ofShared();
        boolean opened = false;
        try {
            Dump dump = new Dump(arena, parser.parse(DumpFile.map(file, arena)));
            opened = true;
            return dump;
        } finally {
            if (!opened) {
                arena.close();
            }
        }
    }

    private static Contents parse(String name, MemorySegment bytes) throws IOException {
        if (bytes.byteSize() == 0) {
            throw new FileSystemException(name, null, "is empty, a memory dump was expected");
        }
        MemorySegment start = bytes.asSlice(0, Math.min(PAGE_BYTES, bytes.byteSize()));
        byte[] head = start.toArray(JAVA_BYTE);
        Optional<ForeignFormat> foreign = ForeignFormat.of(head);
        if (foreign.isPresent()) {
            throw new FileSystemException(
                    name,
                    null,
                    "is %s, a memory dump was expected".formatted(foreign.get().description()));
        }
        if (head.length >= MAGIC.size()) {
            long magic = Structure.of("dump", head).u32be(MAGIC);
            if (magic == ElfCore.MAGIC) {
                return ElfCore.parse(bytes);
            }
            if (magic == LimeDump.MAGIC_BE) {
                return LimeDump.parse(bytes);
            }
        }
        if (bytes.byteSize() % PAGE_BYTES != 0) {
            throw new MalformedStructureException(
                    Reason.OUT_OF_RANGE,
                    "raw dump",
                    FILE_SIZE.name(),
                    0,
                    "is %d, expected a multiple of 4096 (or the magic of an ELF core or a LiME dump)"
                            .formatted(bytes.byteSize()));
        }
        return raw(bytes, RawLayout.flat(bytes.byteSize()));
    }

    private static Contents raw(MemorySegment bytes, List<RawExtent> runs) throws IOException {
        Layout layout = new Layout("raw dump extent", new Field("gpa", 0, 8), bytes);
        for (int i = 0; i < runs.size(); i++) {
            RawExtent run = runs.get(i);
            long end = run.fileOffset() + run.lengthBytes();
            if (end > bytes.byteSize()) {
                throw new MalformedStructureException(
                        Reason.TRUNCATED,
                        "raw dump extent " + i,
                        FILE_SIZE.name(),
                        0,
                        "is %d, expected at least %d".formatted(bytes.byteSize(), end));
            }
            layout.add(i, run.gpa(), run.fileOffset(), run.lengthBytes());
        }
        List<Extent> extents = layout.extents();
        return new Contents("raw", extents, List.of());
    }
}
