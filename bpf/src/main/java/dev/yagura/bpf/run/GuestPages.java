package dev.yagura.bpf.run;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import dev.yagura.memory.MemoryHoleException;
import dev.yagura.memory.paging.PageNotPresentException;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * Pages of the guest that a run has read: a direct-mapped cache of copies, so that a load of one
 * that is here costs a comparison.
 *
 * <p>Not safe for concurrent use.
 */
final class GuestPages {
    private static final VarHandle SHORT =
            MethodHandles.byteArrayViewVarHandle(short[].class, LITTLE_ENDIAN);
    private static final VarHandle INT =
            MethodHandles.byteArrayViewVarHandle(int[].class, LITTLE_ENDIAN);
    private static final VarHandle LONG =
            MethodHandles.byteArrayViewVarHandle(long[].class, LITTLE_ENDIAN);

    private static final int PAGE_BYTES = 4096;
    private static final int PAGE_SHIFT = 12;

    /** 4 MiB of copies: the objects of some thousand tasks lie on fewer pages. */
    private static final int PAGES = 1024;

    /**
     * Times that the guest is asked in one run: 4 GiB of pages. Each may go over a network, so that
     * the limit of instructions alone would let a run take hours.
     */
    static final int MAX_FETCHES = 1 << 20;

    private final GuestMemory guest;
    private int fetches;
    private final long[] tags = new long[PAGES]; // no page of the guest's kernel is at 0
    private final byte[][] copies = new byte[PAGES][];

    GuestPages(GuestMemory guest) {
        this.guest = guest;
    }

    /**
     * Loads a number, zero-extended.
     *
     * @param gva its address, bit 63 set
     * @param bytes 1, 2, 4 or 8
     */
    long load(long gva, int bytes) throws Trap, IOException {
        int index = (int) (gva >>> PAGE_SHIFT) & (PAGES - 1);
        int offset = (int) gva & (PAGE_BYTES - 1);
        if (tags[index] != (gva & -PAGE_BYTES)) {
            if (!fetch(index, gva & -PAGE_BYTES)) {
                return number(copy(gva, bytes), 0, bytes);
            }
        }
        return offset <= PAGE_BYTES - bytes
                ? number(copies[index], offset, bytes)
                : number(copy(gva, bytes), 0, bytes);
    }

    /** Copies bytes past the cache. */
    byte[] copy(long gva, int length) throws Trap, IOException {
        count();
        byte[] copy = new byte[length];
        try {
            guest.read(gva, MemorySegment.ofArray(copy));
            return copy;
        } catch (PageNotPresentException | MemoryHoleException e) {
            Trap trap =
                    new Trap(
                            ProgramFault.Kind.GUEST_PAGE_MISSING,
                            gva,
                            "load of %d bytes at 0x%x: %s".formatted(length, gva, e.getMessage()));
            trap.initCause(e);
            throw trap;
        }
    }

    /** Returns whether the whole page could be had; one may be mapped in part. */
    private boolean fetch(int index, long page) throws Trap, IOException {
        count();
        byte[] bytes = copies[index] == null ? new byte[PAGE_BYTES] : copies[index];
        tags[index] = 0;
        copies[index] = bytes;
        try {
            guest.read(page, MemorySegment.ofArray(bytes));
        } catch (PageNotPresentException | MemoryHoleException e) {
            return false;
        }
        tags[index] = page;
        return true;
    }

    private void count() throws Trap {
        if (++fetches > MAX_FETCHES) {
            throw new Trap(
                    ProgramFault.Kind.INSTRUCTIONS,
                    0,
                    "reads more than %d pages of the guest".formatted(MAX_FETCHES));
        }
    }

    private static long number(byte[] from, int at, int bytes) {
        return switch (bytes) {
            case 1 -> from[at] & 0xFFL;
            case 2 -> (short) SHORT.get(from, at) & 0xFFFFL;
            case 4 -> (int) INT.get(from, at) & 0xFFFF_FFFFL;
            default -> (long) LONG.get(from, at);
        };
    }
}
