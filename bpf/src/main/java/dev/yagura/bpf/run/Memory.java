package dev.yagura.bpf.run;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import dev.yagura.bpf.isa.AtomicOperation;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;

/**
 * What a program can address in one run: its arena, and behind bit 63 the guest.
 *
 * <p>The arena is one piece: constants, variables, input, stack. Every access is checked against
 * its bounds; alignment does not matter. Not safe for concurrent use. Loads throw a {@link Trap} of
 * kinds {@code UNMAPPED} and {@code GUEST_PAGE_MISSING}, stores of {@code UNMAPPED}, {@code
 * GUEST_STORE} and {@code CONSTANT_STORE}.
 */
public final class Memory {
    /** Address of the arena's first byte; those below, null among them, are no one's. */
    public static final long BASE = 0x1000_0000L;

    private static final VarHandle SHORT =
            MethodHandles.byteArrayViewVarHandle(short[].class, LITTLE_ENDIAN);
    private static final VarHandle INT =
            MethodHandles.byteArrayViewVarHandle(int[].class, LITTLE_ENDIAN);
    private static final VarHandle LONG =
            MethodHandles.byteArrayViewVarHandle(long[].class, LITTLE_ENDIAN);

    private static final int ALIGNMENT = 16;

    private final byte[] arena;
    private final int writable;
    private final int input;
    private final int stack;
    private final GuestPages guest;

    Memory(Image image, byte[] input, int stackBytes, GuestMemory guest) {
        this.input = aligned(image.size());
        this.stack = this.input + aligned(input.length);
        this.arena = new byte[stack + stackBytes];
        this.writable = image.constantBytes();
        this.guest = new GuestPages(guest);
        image.copyTo(arena);
        System.arraycopy(input, 0, arena, this.input, input.length);
    }

    private static int aligned(int bytes) {
        return Math.addExact(bytes, ALIGNMENT - 1) & -ALIGNMENT;
    }

    /** Returns the address of the input. */
    long inputAddress() {
        return BASE + input;
    }

    /** Returns the lowest address of the stack. */
    long stackBottom() {
        return BASE + stack;
    }

    /** Returns the address behind the stack, where the first frame begins. */
    long stackTop() {
        return BASE + arena.length;
    }

    /** Loads a byte, zero-extended. */
    public long load1(long address) throws Trap, IOException {
        long at = address - BASE;
        return Long.compareUnsigned(at, arena.length) < 0
                ? arena[(int) at] & 0xFFL
                : loadGuest(address, 1);
    }

    /** Loads two bytes, zero-extended. */
    public long load2(long address) throws Trap, IOException {
        long at = address - BASE;
        return Long.compareUnsigned(at, arena.length - 2L) <= 0
                ? (short) SHORT.get(arena, (int) at) & 0xFFFFL
                : loadGuest(address, 2);
    }

    /** Loads four bytes, zero-extended. */
    public long load4(long address) throws Trap, IOException {
        long at = address - BASE;
        return Long.compareUnsigned(at, arena.length - 4L) <= 0
                ? (int) INT.get(arena, (int) at) & 0xFFFF_FFFFL
                : loadGuest(address, 4);
    }

    /** Loads eight bytes. */
    public long load8(long address) throws Trap, IOException {
        long at = address - BASE;
        return Long.compareUnsigned(at, arena.length - 8L) <= 0
                ? (long) LONG.get(arena, (int) at)
                : loadGuest(address, 8);
    }

    /** Loads a byte, zero-extended, of an address whose bit 63 is set. */
    public long guest1(long gva) throws Trap, IOException {
        return guest.load(gva, 1);
    }

    /** Loads two bytes, zero-extended, of an address whose bit 63 is set. */
    public long guest2(long gva) throws Trap, IOException {
        return guest.load(gva, 2);
    }

    /** Loads four bytes, zero-extended, of an address whose bit 63 is set. */
    public long guest4(long gva) throws Trap, IOException {
        return guest.load(gva, 4);
    }

    /** Loads eight bytes of an address whose bit 63 is set. */
    public long guest8(long gva) throws Trap, IOException {
        return guest.load(gva, 8);
    }

    private long loadGuest(long address, int bytes) throws Trap, IOException {
        if (address >= 0) {
            throw unmapped("load", address, bytes);
        }
        return guest.load(address, bytes);
    }

    /** Stores a byte. */
    public void store1(long address, long value) throws Trap {
        long at = address - BASE;
        if (at < writable || at >= arena.length) {
            throw refused(address, 1);
        }
        arena[(int) at] = (byte) value;
    }

    /** Stores two bytes. */
    public void store2(long address, long value) throws Trap {
        long at = address - BASE;
        if (at < writable || at > arena.length - 2) {
            throw refused(address, 2);
        }
        SHORT.set(arena, (int) at, (short) value);
    }

    /** Stores four bytes. */
    public void store4(long address, long value) throws Trap {
        long at = address - BASE;
        if (at < writable || at > arena.length - 4) {
            throw refused(address, 4);
        }
        INT.set(arena, (int) at, (int) value);
    }

    /** Stores eight bytes. */
    public void store8(long address, long value) throws Trap {
        long at = address - BASE;
        if (at < writable || at > arena.length - 8) {
            throw refused(address, 8);
        }
        LONG.set(arena, (int) at, value);
    }

    /**
     * Changes four bytes.
     *
     * @param expected for {@link AtomicOperation#COMPARE_EXCHANGE}; its low 32 bits count
     * @return what was there, zero-extended
     */
    public long atomic4(AtomicOperation operation, long address, long operand, long expected)
            throws Trap, IOException {
        requireArena(address, 4);
        long old = load4(address);
        store4(address, operation.apply(old, operand, expected & 0xFFFF_FFFFL));
        return old;
    }

    /**
     * Changes eight bytes.
     *
     * @param expected for {@link AtomicOperation#COMPARE_EXCHANGE}
     * @return what was there
     */
    public long atomic8(AtomicOperation operation, long address, long operand, long expected)
            throws Trap, IOException {
        requireArena(address, 8);
        long old = load8(address);
        store8(address, operation.apply(old, operand, expected));
        return old;
    }

    /** Stores the first bytes of an array. */
    public void store(long address, byte[] bytes, int length) throws Trap {
        long at = address - BASE;
        if (at < writable || at > arena.length - (long) length) {
            throw refused(address, length);
        }
        System.arraycopy(bytes, 0, arena, (int) at, length);
    }

    /** Copies bytes, of the arena or of the guest; a range must lie in one of them. */
    public byte[] copy(long address, int length) throws Trap, IOException {
        long at = address - BASE;
        if (at >= 0 && at <= arena.length - (long) length) {
            return Arrays.copyOfRange(arena, (int) at, (int) at + length);
        }
        if (address >= 0) {
            throw unmapped("load", address, length);
        }
        return guest.copy(address, length);
    }

    private void requireArena(long address, int bytes) throws Trap {
        if (address < 0) {
            throw refused(address, bytes);
        }
    }

    private Trap refused(long address, int bytes) {
        if (address < 0) {
            return trap(ProgramFault.Kind.GUEST_STORE, "store to guest memory", address, bytes);
        }
        long at = address - BASE;
        return at >= 0 && at < writable
                ? trap(ProgramFault.Kind.CONSTANT_STORE, "store to a constant", address, bytes)
                : unmapped("store", address, bytes);
    }

    private static Trap unmapped(String access, long address, int bytes) {
        return trap(ProgramFault.Kind.UNMAPPED, access + " out of bounds", address, bytes);
    }

    private static Trap trap(ProgramFault.Kind kind, String what, long address, int bytes) {
        return new Trap(kind, address, "%s, %d bytes at 0x%x".formatted(what, bytes, address));
    }
}
