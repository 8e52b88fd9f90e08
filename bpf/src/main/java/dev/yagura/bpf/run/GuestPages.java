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
    private static final int LONG_SHIFT = 3;
    private static final int PAGE_LONGS = PAGE_BYTES >> LONG_SHIFT;

    /** Copies at first: a run that looks at little should not pay for more. */
    private static final int FIRST_PAGES = 64;

    /** 4 MiB of copies: the objects of some thousand tasks lie on fewer pages. */
    private static final int PAGES = 1024;

    private static final int GROWTH = 4;

    /**
     * Times that the guest is asked in one run: 4 GiB of pages. Each may go over a network, so that
     * the limit of instructions alone would let a run take hours.
     */
    static final int MAX_FETCHES = 1 << 20;

    private final GuestMemory guest;
    private int fetches;
    private long[] tags = new long[FIRST_PAGES]; // no page of the guest's kernel is at 0

    /** Each page where the low bits of its address say: an address leads there by itself. */
    private long[] copies = new long[FIRST_PAGES * PAGE_LONGS];

    /** The page of the last load, which has its place in {@link #copies}. */
    private long last;

    private final byte[] fetched = new byte[PAGE_BYTES];

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
        // The low bits of an address that is no multiple of the size are in no tag.
        return last == (gva & (-PAGE_BYTES | (bytes - 1)))
                ? aligned(gva, bytes)
                : elsewhere(gva, bytes);
    }

    private long elsewhere(long gva, int bytes) throws Trap, IOException {
        long tag = tags[(int) (gva >>> PAGE_SHIFT) & (tags.length - 1)];
        if (tag != (gva & (-PAGE_BYTES | (bytes - 1)))) {
            return missed(gva, bytes);
        }
        last = tag;
        return aligned(gva, bytes);
    }

    private long aligned(long gva, int bytes) {
        long all = copies[(int) (gva >>> LONG_SHIFT) & (copies.length - 1)];
        return bytes == Long.BYTES ? all : (all >>> (gva << LONG_SHIFT)) & ~(-1L << (8 * bytes));
    }

    private long missed(long gva, int bytes) throws Trap, IOException {
        long page = gva & -PAGE_BYTES;
        boolean within = ((gva + bytes - 1) & -PAGE_BYTES) == page;
        if (!within || !(isHere(page) || fetch(page))) {
            return number(copy(gva, bytes), bytes);
        }
        if ((gva & (bytes - 1)) == 0) {
            return aligned(gva, bytes);
        }
        byte[] parts = new byte[bytes];
        for (int i = 0; i < bytes; i++) {
            parts[i] = (byte) aligned(gva + i, 1);
        }
        return number(parts, bytes);
    }

    private boolean isHere(long page) {
        return tags[(int) (page >>> PAGE_SHIFT) & (tags.length - 1)] == page;
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
    private boolean fetch(long page) throws Trap, IOException {
        count();
        if (fetches > 2 * tags.length && tags.length < PAGES) {
            grow();
        }
        try {
            guest.read(page, MemorySegment.ofArray(fetched));
        } catch (PageNotPresentException | MemoryHoleException e) {
            return false;
        }
        int index = (int) (page >>> PAGE_SHIFT) & (tags.length - 1);
        for (int i = 0; i < PAGE_LONGS; i++) {
            copies[index * PAGE_LONGS + i] = (long) LONG.get(fetched, i << LONG_SHIFT);
        }
        tags[index] = page;
        last = page; // the one before may have been in this place
        return true;
    }

    private void grow() {
        long[] moreTags = new long[tags.length * GROWTH];
        long[] moreCopies = new long[copies.length * GROWTH];
        for (int i = 0; i < tags.length; i++) {
            int index = (int) (tags[i] >>> PAGE_SHIFT) & (moreTags.length - 1);
            if (tags[i] != 0) {
                moreTags[index] = tags[i];
                System.arraycopy(
                        copies, i * PAGE_LONGS, moreCopies, index * PAGE_LONGS, PAGE_LONGS);
            }
        }
        tags = moreTags;
        copies = moreCopies;
    }

    private void count() throws Trap {
        if (++fetches > MAX_FETCHES) {
            throw new Trap(
                    ProgramFault.Kind.INSTRUCTIONS,
                    0,
                    "reads more than %d pages of the guest".formatted(MAX_FETCHES));
        }
    }

    private static long number(byte[] from, int bytes) {
        return switch (bytes) {
            case 1 -> from[0] & 0xFFL;
            case 2 -> (short) SHORT.get(from, 0) & 0xFFFFL;
            case 4 -> (int) INT.get(from, 0) & 0xFFFF_FFFFL;
            default -> (long) LONG.get(from, 0);
        };
    }
}
