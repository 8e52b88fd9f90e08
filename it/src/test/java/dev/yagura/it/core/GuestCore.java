package dev.yagura.it.core;

import dev.yagura.kernel.Kernel;
import dev.yagura.kernel.KernelSources;
import dev.yagura.kernel.LinuxKernel;
import dev.yagura.kernel.linux.KernelModule;
import dev.yagura.kernel.linux.Linux;
import dev.yagura.kernel.symbols.SymbolTable;
import dev.yagura.kernel.types.TypeCatalog;
import dev.yagura.memory.Look;
import dev.yagura.memory.PhysicalMemory;
import dev.yagura.memory.VcpuRegisters;
import dev.yagura.memory.dump.Dump;
import dev.yagura.memory.paging.AddressSpace;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * A guest in an ELF core whose memory a test may change; the file stays as it is. Its kernel is
 * found while it is whole, and addresses are looked up in the guest as it was dumped.
 */
public final class GuestCore implements AutoCloseable {
    private final Dump dump;
    private final PatchedMemory memory;
    private final Linux linux;
    private final FreeMemory free;
    private List<VcpuRegisters> vcpus;

    private GuestCore(Dump dump, Linux linux) throws IOException {
        this.dump = dump;
        this.memory = new PatchedMemory(dump);
        this.linux = linux;
        this.free = new FreeMemory(linux);
        this.vcpus = linux.kernel().vcpus();
    }

    /** Opens a core. */
    public static GuestCore open(Path file) throws IOException {
        Dump dump = Dump.open(file);
        return new GuestCore(
                dump,
                Linux.of(LinuxKernel.open(new Look(dump), dump.registers(), KernelSources.NONE)));
    }

    /** The kernel that was found, in memory that may have changed since. */
    private record Reread(
            AddressSpace memory,
            SymbolTable symbols,
            TypeCatalog types,
            String release,
            List<VcpuRegisters> vcpus)
            implements Kernel {
        @Override
        public Kernel again() {
            PhysicalMemory physical = memory.physical();
            PhysicalMemory next = physical instanceof Look look ? look.again() : physical;
            return new Reread(
                    new AddressSpace(next, memory.dtb(), memory.mode()),
                    symbols,
                    types,
                    release,
                    vcpus);
        }
    }

    /** Returns the guest's objects, as they were before the first change. */
    public Linux linux() {
        return linux;
    }

    /** Returns the guest's kernel, as it was before the first change. */
    public Kernel kernel() {
        return linux.kernel();
    }

    /** Returns the kernel's memory, as it was before the first change. */
    public AddressSpace before() {
        return linux.kernel().memory();
    }

    /** Returns the guest's memory, changes included. */
    public PatchedMemory memory() {
        return memory;
    }

    /**
     * Returns the guest's objects as another memory has them.
     *
     * @param other {@link #memory()}, or something that reads through it
     */
    public Linux through(PhysicalMemory other) {
        return Linux.of(
                new Reread(
                        new AddressSpace(other, before().dtb(), before().mode()),
                        kernel().symbols(),
                        kernel().types(),
                        kernel().release(),
                        vcpus));
    }

    /** Takes all changes back. */
    public void undo() {
        memory.undo();
        free.giveBack();
        vcpus = kernel().vcpus();
    }

    /** Returns whether the kernel has a symbol. */
    public boolean hasSymbol(String name) {
        return kernel().symbols().address(name).isPresent();
    }

    /** Returns a symbol's address. */
    public long symbol(String name) {
        return kernel().symbols().address(name).orElseThrow();
    }

    /** Returns the place of the first of these members that the structure has. */
    public long offset(String struct, String... members) throws IOException {
        return linux.views().offsetOf(struct, members);
    }

    /** Returns the address of a member of a structure. */
    public long at(long gva, String struct, String... members) throws IOException {
        return gva + offset(struct, members);
    }

    /** Returns the pointer in a member of a structure, changes included. */
    public long pointer(long gva, String struct, String member) throws IOException {
        return u64(at(gva, struct, member));
    }

    /** Returns a module as it was before the first change. */
    public KernelModule module(String name) throws IOException {
        return linux.modules().list().stream()
                .filter(module -> module.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IOException("guest: found no module " + name));
    }

    /**
     * Returns zeros that the kernel maps and nothing refers to; at each call others.
     *
     * @param bytes a page at most, which all of them lie in
     */
    public long room(int bytes) throws IOException {
        long gva = free.take(bytes);
        put(gva, new byte[bytes]);
        return gva;
    }

    /** Returns a copy of a structure. */
    public long copy(long gva, String struct) throws IOException {
        int bytes = Math.toIntExact(linux.views().sizeOf(struct));
        long copy = room(bytes);
        for (int at = 0; at + Long.BYTES <= bytes; at += Long.BYTES) {
            putU64(copy + at, u64(gva + at));
        }
        return copy;
    }

    /** Reads 8 bytes of the kernel's memory, changes included. */
    public long u64(long gva) throws IOException {
        return physical(before().gpaOf(gva));
    }

    /** Reads 4 bytes of the kernel's memory, changes included. */
    public int s32(long gva) throws IOException {
        return (int) u64(gva);
    }

    /** Reads 8 bytes of physical memory, changes included. */
    public long physical(long gpa) throws IOException {
        byte[] bytes = new byte[Long.BYTES];
        memory.read(gpa, MemorySegment.ofArray(bytes));
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong();
    }

    /** Changes 8 bytes of the kernel's memory. */
    public void putU64(long gva, long value) throws IOException {
        put(gva, littleEndian(value));
    }

    /** Changes 4 bytes of the kernel's memory. */
    public void putU32(long gva, int value) throws IOException {
        put(gva, Arrays.copyOf(littleEndian(value), Integer.BYTES));
    }

    /** Gives vCPUs other registers. */
    public void putRegisters(UnaryOperator<VcpuRegisters> change) {
        vcpus = vcpus.stream().map(change).toList();
    }

    /** Changes bytes of the kernel's memory. */
    public void put(long gva, byte... bytes) throws IOException {
        put(before(), gva, bytes);
    }

    /** Changes bytes of some memory of the guest. */
    public void put(AddressSpace space, long gva, byte... bytes) throws IOException {
        for (int i = 0; i < bytes.length; i++) {
            memory.put(space.gpaOf(gva + i), bytes[i]);
        }
    }

    /** Changes 8 bytes of physical memory. */
    public void putPhysical(long gpa, long value) throws IOException {
        byte[] bytes = littleEndian(value);
        for (int i = 0; i < bytes.length; i++) {
            memory.put(gpa + i, bytes[i]);
        }
    }

    private static byte[] littleEndian(long value) {
        return ByteBuffer.allocate(Long.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(value)
                .array();
    }

    @Override
    public void close() throws IOException {
        dump.close();
    }
}
