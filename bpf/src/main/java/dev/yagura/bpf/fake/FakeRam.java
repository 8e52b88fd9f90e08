package dev.yagura.bpf.fake;

import dev.yagura.kernel.symbols.Symbol;
import dev.yagura.memory.Extent;
import dev.yagura.memory.PhysicalMemory;
import dev.yagura.memory.SegmentMemory;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The made-up guest's RAM, six MiB behind page tables of pages of two MiB: page tables and data in
 * the map of all RAM, the image of the kernel, the code of modules.
 */
final class FakeRam {
    /** Where the image of the kernel begins. */
    static final long IMAGE = 0xffff_ffff_8100_0000L;

    /** Where the image's data begins, behind its code. */
    static final long IMAGE_DATA = IMAGE + (1 << 20);

    /** Where the image ends. */
    static final long IMAGE_END = IMAGE + (2 << 20);

    /** Where the code of modules begins. */
    static final long MODULES = 0xffff_ffff_c000_0000L;

    /** The topmost page table. */
    static final long DTB = 0x1000;

    /** The kernel's map of all RAM. */
    static final long DIRECT_MAP = 0xffff_8880_0000_0000L;

    private static final int LARGE_PAGE = 2 << 20;
    private static final int BYTES = 3 * LARGE_PAGE;
    private static final int TABLE_BYTES = 4096;
    private static final long PRESENT_WRITABLE = 3;
    private static final long LARGE = 0x80;
    private static final long FRAME = 0x000F_FFFF_FFFF_F000L;
    private static final int ALIGNMENT = 64;

    private final FakeTypes types;
    private final byte[] ram = new byte[BYTES];
    private final ByteBuffer cells = ByteBuffer.wrap(ram).order(ByteOrder.LITTLE_ENDIAN);
    private final List<Symbol> symbols = new ArrayList<>();
    private long nextTable = DTB + TABLE_BYTES;
    private long nextData = DIRECT_MAP + (1 << 20);
    private long nextOfImage = IMAGE_DATA;
    private long nextCode = IMAGE + TABLE_BYTES;

    FakeRam(FakeTypes types) {
        this.types = types;
        for (long gpa = 0; gpa < BYTES; gpa += LARGE_PAGE) {
            map(DIRECT_MAP + gpa, gpa);
        }
        map(IMAGE, LARGE_PAGE);
        map(MODULES, 2 * LARGE_PAGE);
        symbol("_text", IMAGE, 'T');
        symbol("_stext", IMAGE, 'T');
        symbol("_etext", IMAGE_DATA, 'T');
        symbol("_end", IMAGE_END, 'B');
    }

    PhysicalMemory memory() {
        return new SegmentMemory(List.of(new Extent(0, MemorySegment.ofArray(ram))), false);
    }

    /** Returns the symbols so far. */
    FakeSymbols symbols() {
        return new FakeSymbols(symbols);
    }

    /** Names an address. */
    long symbol(String name, long gva, char type) {
        symbols.add(new Symbol(name, gva, type));
        return gva;
    }

    /** Makes a function of the kernel. */
    long function(String name) {
        long at = nextCode;
        nextCode += ALIGNMENT;
        cells.put(index(at), (byte) 0xc3);
        return symbol(name, at, 'T');
    }

    /** Sets aside zeroed bytes of the image for a variable. */
    long variable(String name, int bytes) {
        long at = nextOfImage;
        nextOfImage = at + up(bytes);
        return symbol(name, at, 'D');
    }

    /** Sets aside a structure for a variable of the image. */
    long variable(String name, String struct) {
        return variable(name, types.size(struct));
    }

    /** Sets aside zeroed bytes. */
    long allocate(int bytes) {
        long at = nextData;
        nextData = at + up(bytes);
        return at;
    }

    /** Sets aside a structure. */
    long allocate(String struct) {
        return allocate(types.size(struct));
    }

    /** Writes a text and returns where. */
    long string(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        long at = allocate(bytes.length + 1);
        cells.put(index(at), bytes);
        return at;
    }

    /** Returns where a member is. */
    long member(long gva, String struct, String path) {
        return gva + types.offset(struct, path);
    }

    /** Fills a number into a member, as wide as it is. */
    FakeRam set(long gva, String struct, String path, long value) {
        int at = index(member(gva, struct, path));
        switch (types.size(struct, path)) {
            case 1 -> cells.put(at, (byte) value);
            case 2 -> cells.putShort(at, (short) value);
            case 4 -> cells.putInt(at, (int) value);
            case 8 -> cells.putLong(at, value);
            default -> throw new IllegalArgumentException(struct + "." + path);
        }
        return this;
    }

    /** Fills a text into a member that is an array. */
    FakeRam setText(long gva, String struct, String path, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        if (bytes.length >= types.size(struct, path)) {
            throw new IllegalArgumentException(struct + "." + path + ": " + text);
        }
        cells.put(index(member(gva, struct, path)), bytes);
        return this;
    }

    /** Writes 64 bits. */
    FakeRam u64(long gva, long value) {
        cells.putLong(index(gva), value);
        return this;
    }

    long u64(long gva) {
        return cells.getLong(index(gva));
    }

    /** Writes 32 bits. */
    FakeRam u32(long gva, int value) {
        cells.putInt(index(gva), value);
        return this;
    }

    /** Makes a list's head, or a node, point to itself. */
    long emptyList(long head) {
        u64(head, head).u64(head + Long.BYTES, head);
        return head;
    }

    /** Adds a node at the end of a list. */
    void addTail(long head, long node) {
        long last = u64(head + Long.BYTES);
        u64(last, node).u64(node + Long.BYTES, last);
        u64(node, head).u64(head + Long.BYTES, node);
    }

    int sizeOf(String struct) {
        return types.size(struct);
    }

    private static int up(int bytes) {
        return (bytes + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    }

    private static int index(long gva) {
        if (gva >= MODULES) {
            return (int) (gva - MODULES) + 2 * LARGE_PAGE;
        }
        return (int) (gva >= IMAGE ? gva - IMAGE + LARGE_PAGE : gva - DIRECT_MAP);
    }

    private void map(long gva, long gpa) {
        long table = DTB;
        for (int shift = 39; shift > 21; shift -= 9) {
            int entry = (int) (table + (gva >>> shift & 511) * Long.BYTES);
            if (cells.getLong(entry) == 0) {
                cells.putLong(entry, nextTable | PRESENT_WRITABLE);
                nextTable += TABLE_BYTES;
            }
            table = cells.getLong(entry) & FRAME;
        }
        cells.putLong(
                (int) (table + (gva >>> 21 & 511) * Long.BYTES), gpa | PRESENT_WRITABLE | LARGE);
    }
}
