package dev.yagura.enclave.watch;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.yagura.channel.agent.GuestDescription;
import dev.yagura.channel.agent.GuestDirectory;
import dev.yagura.channel.agent.GuestSource;
import dev.yagura.channel.agent.NoSuchGuestException;
import dev.yagura.memory.Extent;
import dev.yagura.memory.PhysicalMemory;
import dev.yagura.memory.SegmentMemory;
import dev.yagura.memory.VcpuRegisters;
import dev.yagura.network.capture.CaptureSource;
import dev.yagura.storage.block.BlockDevice;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;

/**
 * A guest of 16 MiB whose kernel has page tables, a banner and a first task, but neither kallsyms
 * nor BTF: who opens it has been given both.
 */
final class BareKernel implements GuestDirectory {
    /** Where the kernel runs, as Linux is linked without KASLR. */
    private static final long TEXT = 0xffff_ffff_8100_0000L;

    private static final long SECOND_TASK = TEXT + (16 << 20);
    private static final int RAM_BYTES = 16 << 20;
    private static final int BASE = 4 << 20;
    private static final int BANNER = 0x42_0000;
    private static final int ROOT = 0x60_0000;
    private static final int INIT_TASK = 0x60_4000;
    private static final int COMM = 16;
    private static final int TASKS = 32;
    private static final int TABLE = 0x67;
    private static final int LARGE = 0xe1;
    private static final int WRITABLE = 2;
    private static final long NO_EXECUTE = 1L << 63;

    /** A file must list this many symbols before it is taken for a kernel's. */
    private static final int FILLERS = 2048;

    private final byte[] ram = new byte[RAM_BYTES];
    private final List<Extent> extents = new ArrayList<>();

    BareKernel() {
        extents.add(new Extent(0, MemorySegment.ofArray(ram)));
        ByteBuffer words = ByteBuffer.wrap(ram).order(ByteOrder.LITTLE_ENDIAN);
        int root = BASE + ROOT;
        int level3 = root + 0x2000;
        int level2 = root + 0x3000;
        words.putLong(root + 8 * 511, level3 | TABLE);
        words.putLong(level3 + 8 * 510, level2 | TABLE);
        for (int i = 0; i < 4; i++) {
            long rights = i < 2 ? 0 : i == 2 ? NO_EXECUTE : NO_EXECUTE | WRITABLE;
            words.putLong(level2 + 8 * (8 + i), (BASE + ((long) i << 21)) | LARGE | rights);
        }
        put(BANNER, "Linux version 6.1.0-bare (somebody@somewhere) #1 SMP\n\0");
        put(INIT_TASK + COMM, "swapper/0\0");
        words.putLong(BASE + INIT_TASK + TASKS, TEXT + INIT_TASK + TASKS);
        words.putLong(BASE + INIT_TASK + TASKS + 8, TEXT + INIT_TASK + TASKS);
    }

    /**
     * Returns a guest with more RAM, as the raw file of that; its second task is at 4 GiB.
     *
     * @param sizeBytes size of the file; as for {@code high}, a multiple of 16 MiB
     * @param high where in the file those 4 GiB are
     */
    static BareKernel inRawFile(long sizeBytes, long high) {
        BareKernel guest = new BareKernel();
        ByteBuffer words = ByteBuffer.wrap(guest.ram).order(ByteOrder.LITTLE_ENDIAN);
        words.putLong(BASE + ROOT + 0x3000 + 8 * 16, (1L << 32) | LARGE | NO_EXECUTE | WRITABLE);
        words.putLong(BASE + INIT_TASK + TASKS, SECOND_TASK);
        ByteBuffer second = ByteBuffer.allocate(RAM_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        second.putLong(8, TEXT + INIT_TASK + TASKS);
        MemorySegment zeroes = MemorySegment.ofArray(new byte[RAM_BYTES]);
        for (long at = RAM_BYTES; at < sizeBytes; at += RAM_BYTES) {
            guest.extents.add(
                    new Extent(at, at == high ? MemorySegment.ofArray(second.array()) : zeroes));
        }
        return guest;
    }

    private SegmentMemory memory() {
        return new SegmentMemory(extents, false);
    }

    private void put(int offset, String text) {
        byte[] bytes = text.getBytes(US_ASCII);
        System.arraycopy(bytes, 0, ram, BASE + offset, bytes.length);
    }

    /** Returns a symbol file of this kernel, in the form of dwarf2json 0.8. */
    static String isf() {
        StringJoiner symbols = new StringJoiner(",\n");
        for (int i = 0; i < FILLERS; i++) {
            symbols.add(symbol("filler_" + i, 0x1000 + 16 * i));
        }
        symbols.add(symbol("_text", 0));
        symbols.add(symbol("linux_banner", BANNER));
        symbols.add(symbol("init_top_pgt", ROOT));
        symbols.add(symbol("init_task", INIT_TASK));
        return """
        {"metadata": {"format": "6.2.0"},
        "base_types": {"char": {"size": 1, "signed": true, "kind": "char"}},
        "user_types": {
        "list_head": {"size": 16, "kind": "struct", "fields": {}},
        "task_struct": {"size": 64, "kind": "struct", "fields": {
          "comm": {"offset": %d, "type": {"kind": "array", "count": 16,
            "subtype": {"kind": "base", "name": "char"}}},
          "tasks": {"offset": %d, "type": {"kind": "struct", "name": "list_head"}}}}},
        "enums": {}, "symbols": {%s}}
        """
                .formatted(COMM, TASKS, symbols);
    }

    private static String symbol(String name, int offset) {
        return "\"%s\": {\"address\": %s}".formatted(name, Long.toUnsignedString(TEXT + offset));
    }

    private GuestDescription description() {
        return new GuestDescription(
                "1", "bare", 0, memory().ranges(), 1, false, false, "fake", List.of());
    }

    @Override
    public List<GuestDescription> guests() {
        return List.of(description());
    }

    @Override
    public GuestSource open(String id) throws IOException {
        if (!id.equals("1")) {
            throw new NoSuchGuestException(id);
        }
        return new Source(description(), memory());
    }

    private record Source(GuestDescription description, PhysicalMemory memory)
            implements GuestSource {
        @Override
        public List<VcpuRegisters> registers() {
            return List.of();
        }

        @Override
        public BlockDevice openDisk(int number) throws IOException {
            throw new IOException("disk " + number + " is not there");
        }

        @Override
        public CaptureSource openTap(List<String> interfaces) throws IOException {
            throw new IOException("has no network interface");
        }

        @Override
        public void pause() {}

        @Override
        public void resume() {}

        @Override
        public void close() {}
    }
}
