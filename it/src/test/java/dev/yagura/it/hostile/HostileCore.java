package dev.yagura.it.hostile;

import dev.yagura.detect.Detector;
import dev.yagura.detect.Finding;
import dev.yagura.detect.GuestView;
import dev.yagura.detect.NotCovered;
import dev.yagura.detect.Scan;
import dev.yagura.detect.ScanReport;
import dev.yagura.kernel.Kernel;
import dev.yagura.kernel.KernelSources;
import dev.yagura.kernel.LinuxKernel;
import dev.yagura.kernel.linux.Linux;
import dev.yagura.kernel.symbols.SymbolTable;
import dev.yagura.kernel.types.TypeCatalog;
import dev.yagura.kernel.view.StructViews;
import dev.yagura.memory.Look;
import dev.yagura.memory.VcpuRegisters;
import dev.yagura.memory.dump.Dump;
import dev.yagura.memory.paging.AddressSpace;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The core of a guest: its kernel was found while it was whole, and its memory is then changed. */
final class HostileCore implements AutoCloseable {
    private final CountedMemory memory;
    private final Linux linux;
    private final AddressSpace before;

    private HostileCore(CountedMemory memory, Linux linux, AddressSpace before) {
        this.memory = memory;
        this.linux = linux;
        this.before = before;
    }

    static HostileCore open(Path core) throws IOException {
        Dump dump = Dump.open(core);
        LinuxKernel found = LinuxKernel.open(new Look(dump), dump.registers(), KernelSources.NONE);
        CountedMemory memory = new CountedMemory(dump);
        Counted kernel =
                new Counted(
                        new AddressSpace(memory, found.memory().dtb(), found.memory().mode()),
                        found.symbols(),
                        found.types(),
                        found.release(),
                        found.vcpus());
        return new HostileCore(memory, Linux.of(kernel), found.memory());
    }

    /** A kernel through memory that counts. */
    private record Counted(
            AddressSpace memory,
            SymbolTable symbols,
            TypeCatalog types,
            String release,
            List<VcpuRegisters> vcpus)
            implements Kernel {
        @Override
        public Kernel again() {
            return new Counted(
                    new AddressSpace(memory.physical(), memory.dtb(), memory.mode()),
                    symbols,
                    types,
                    release,
                    vcpus);
        }
    }

    /**
     * What a detector said, and what that took.
     *
     * @param reads of guest memory
     * @param pages numbers of the pages that were read
     */
    record Outcome(
            String detector,
            List<Finding> findings,
            List<NotCovered> gaps,
            long reads,
            List<Integer> pages) {
        /** Returns all that was said, for searches. */
        String text() {
            StringBuilder text = new StringBuilder();
            gaps.forEach(
                    gap -> text.append(gap.what()).append(": ").append(gap.why()).append('\n'));
            findings.forEach(f -> text.append(f.title()).append(f.evidence()).append('\n'));
            return text.toString();
        }
    }

    /** Runs one detector; fails when it reads more often than that. */
    Outcome run(Detector detector, long mostReads) {
        List<Finding> findings = new ArrayList<>();
        memory.count(mostReads);
        ScanReport report =
                Scan.of(List.of(detector), List.of(), List.of(), InstantSource.system())
                        .run(GuestView.of(linux.again(), false), findings::add);
        return new Outcome(
                detector.info().id(),
                findings,
                report.notCovered(),
                memory.reads(),
                memory.pagesRead());
    }

    /** Returns the guest as it was. */
    AddressSpace before() {
        return before;
    }

    /** Returns the guest as it is now. */
    Linux linux() {
        return linux;
    }

    StructViews views() {
        return linux.views();
    }

    /** Returns a symbol's address. */
    long symbol(String name) {
        return linux.kernel().symbols().address(name).orElseThrow();
    }

    /** Returns whether the kernel has a symbol. */
    boolean hasSymbol(String name) {
        return linux.kernel().symbols().address(name).isPresent();
    }

    /** Returns the address of a member. */
    long at(long gva, String struct, String... members) throws IOException {
        return gva + views().offsetOf(struct, members);
    }

    /** Writes 64 bits into the kernel's memory. */
    void put(long gva, long value) throws IOException {
        put(gva, littleEndian(value));
    }

    /** Writes 32 bits into the kernel's memory. */
    void put32(long gva, int value) throws IOException {
        put(gva, Arrays.copyOf(littleEndian(value), Integer.BYTES));
    }

    /** Writes bytes into the kernel's memory. */
    void put(long gva, byte[] bytes) throws IOException {
        for (int i = 0; i < bytes.length; i++) {
            memory.put(before.gpaOf(gva + i), bytes[i]);
        }
    }

    /** Writes 64 bits into physical memory. */
    void putPhysical(long gpa, long value) throws IOException {
        byte[] bytes = littleEndian(value);
        for (int i = 0; i < bytes.length; i++) {
            memory.put(gpa + i, bytes[i]);
        }
    }

    /** Reads 64 bits of physical memory as they were. */
    long physical(long gpa) throws IOException {
        byte[] bytes = new byte[Long.BYTES];
        before.physical().read(gpa, MemorySegment.ofArray(bytes));
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong();
    }

    private static byte[] littleEndian(long value) {
        return ByteBuffer.allocate(Long.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(value)
                .array();
    }

    /** Takes all changes back. */
    void undo() {
        memory.undo();
    }

    @Override
    public void close() throws IOException {
        memory.close();
    }
}
