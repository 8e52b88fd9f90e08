package dev.yagura.kernel.find;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.yagura.kernel.fixture.BtfBuilder;
import dev.yagura.kernel.fixture.BtfBuilder.Kind;
import dev.yagura.kernel.fixture.BtfBuilder.Member;
import dev.yagura.kernel.symbols.KallsymsVector;
import dev.yagura.memory.Extent;
import dev.yagura.memory.Look;
import dev.yagura.memory.SegmentMemory;
import dev.yagura.memory.VcpuRegisters;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/**
 * A guest of 64 MiB with one or more kernel images of 8 MiB, laid out as {@code linked.map} says:
 * text, read-only data with kallsyms and BTF, data with page tables and the first task.
 */
final class FakeImage {
    /** Offset in the image of {@code linux_banner}. */
    static final int BANNER = 0x42_0000;

    /** Offset in the image of {@code __start_BTF}. */
    static final int BTF = 0x43_0000;

    /** Offset in the image of {@code init_top_pgt}; the tables below it follow page by page. */
    static final int ROOT = 0x60_0000;

    /** Offset in the image of {@code init_task}. */
    static final int INIT_TASK = 0x60_4000;

    /** Offset in {@code init_task} of {@code comm}. */
    static final int COMM = 16;

    /** Offset in {@code init_task} of {@code tasks}. */
    static final int TASKS = 32;

    static final long TEXT = KallsymsVector.TEXT;
    static final int RAM_BYTES = 64 << 20;
    static final String RELEASE = "6.12.117+deb13-amd64";
    static final String BANNER_TEXT = "Linux version " + RELEASE + " (somebody@somewhere) #1 SMP";

    private static final int TABLES = (int) (KallsymsVector.TABLES - KallsymsVector.TEXT);
    private static final int LARGE_PAGE = 2 << 20;
    private static final int TABLE = 0x67;
    private static final int LARGE = 0xe1;
    private static final int WRITABLE = 2;
    private static final long NO_EXECUTE = 1L << 63;
    private static final long LA57 = 1L << 12;
    private static final long PAGING = 1L << 31;

    private final byte[] ram = new byte[RAM_BYTES];
    private final ByteBuffer words = ByteBuffer.wrap(ram).order(ByteOrder.LITTLE_ENDIAN);
    private final int levels;
    private final KallsymsVector vector;

    FakeImage(KallsymsVector vector, int levels) {
        this.vector = vector;
        this.levels = levels;
    }

    /** Puts a running kernel at {@code base}, moved by {@code shift} in virtual memory. */
    FakeImage kernel(int base, long shift) {
        contents(base, shift);
        int level3 = tables(base);
        int level2 = level3 + 0x1000;
        long text = TEXT + shift;
        for (int i = 0; i < 4; i++) {
            long rights = i < 2 ? 0 : i == 2 ? NO_EXECUTE : NO_EXECUTE | WRITABLE;
            int entry = (int) ((text >>> 21) & 511) + i;
            words.putLong(level2 + 8 * entry, (base + (long) i * LARGE_PAGE) | LARGE | rights);
        }
        return this;
    }

    /**
     * Puts a kernel as the compiler left it at {@code base}: not moved, and with the tables that it
     * would start with, which map memory from 0 on, writable and executable.
     *
     * @param mappedBytes how much they map: all of the image's window, or as far as RAM goes
     */
    FakeImage unrelocatedCopy(int base, int mappedBytes) {
        contents(base, 0);
        int level2 = tables(base) + 0x1000;
        for (int i = 0; i < mappedBytes / LARGE_PAGE; i++) {
            words.putLong(level2 + 8 * i, ((long) i * LARGE_PAGE) | LARGE | WRITABLE);
        }
        return this;
    }

    private void contents(int base, long shift) {
        byte[] tables = shift == 0 ? vector.moved(0) : vector.moved(shift);
        bytes(base + TABLES, tables);
        bytes(base + BANNER, (BANNER_TEXT + "\n\0").getBytes(US_ASCII));
        bytes(base + BTF, types());
        bytes(base + INIT_TASK + COMM, "swapper/0\0".getBytes(US_ASCII));
        long tasks = TEXT + shift + INIT_TASK + TASKS;
        words.putLong(base + INIT_TASK + TASKS, tasks);
        words.putLong(base + INIT_TASK + TASKS + 8, tasks);
    }

    /** Lays out the tables above level 2 and returns where that of level 3 is. */
    private int tables(int base) {
        int root = base + ROOT;
        int level4 = levels == 5 ? root + 0x1000 : root;
        int level3 = root + 0x2000;
        if (levels == 5) {
            words.putLong(root + 8 * 511, level4 | TABLE);
        }
        words.putLong(level4 + 8 * 511, level3 | TABLE);
        words.putLong(level3 + 8 * 510, ((long) level3 + 0x1000) | TABLE);
        return level3;
    }

    private static byte[] types() {
        BtfBuilder builder = new BtfBuilder();
        int character = builder.integer("char", 1);
        int comm = builder.type(Kind.ARRAY, "", false, 0, 0, character, character, 16);
        int pointer = builder.reference(Kind.PTR, "", 4);
        int list =
                builder.struct(
                        Kind.STRUCT,
                        "list_head",
                        16,
                        new Member("next", pointer, 0, 0),
                        new Member("prev", pointer, 64, 0));
        builder.struct(
                Kind.STRUCT,
                "task_struct",
                64,
                new Member("comm", comm, 8 * COMM, 0),
                new Member("tasks", list, 8 * TASKS, 0));
        return builder.bytes();
    }

    /**
     * Puts a process's root at {@code gpa} that shares the tables of the kernel at {@code base}.
     */
    FakeImage process(int gpa, int base) {
        words.putLong(gpa + 8 * 511, words.getLong(base + ROOT + 8 * 511));
        return this;
    }

    FakeImage bytes(int gpa, byte... bytes) {
        System.arraycopy(bytes, 0, ram, gpa, bytes.length);
        return this;
    }

    FakeImage u64(int gpa, long value) {
        words.putLong(gpa, value);
        return this;
    }

    /** Registers of a vCPU that uses the root at {@code gpa}. */
    VcpuRegisters registers(long gpa) {
        return new VcpuRegisters(0, 0, PAGING | 1, gpa, levels == 5 ? LA57 : 0, 0, 0);
    }

    /** Looks at the guest as at a dump that is mapped into this process. */
    Look dump() {
        return look(false);
    }

    /** Looks at the guest as at one that runs. */
    Look live() {
        return look(true);
    }

    private Look look(boolean live) {
        return new Look(
                new SegmentMemory(List.of(new Extent(0, MemorySegment.ofArray(ram))), live));
    }
}
