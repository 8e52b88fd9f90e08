package dev.yagura.view.proc.guest;

import java.io.IOException;
import java.util.OptionalLong;

/**
 * Addresses as the kernel prints them for root: {@code %pK} of lib/vsprintf.c. Unless somebody has
 * set the kernel up otherwise they are hashed, with a key that it makes when it starts, so that a
 * thing can be told from another and not be found. A kernel without such a key prints them as they
 * are.
 */
public final class PrintedAddress {
    /** Values of {@code kptr_restrict}: to whom may know, and to nobody. */
    private static final int TO_ROOT = 1;

    private static final int TO_NOBODY = 2;

    private static final long SHOWN_BITS = 0xffff_ffffL;

    private PrintedAddress() {}

    /**
     * Returns what stands for an address: 16 digits.
     *
     * @throws IOException if guest memory cannot be read
     */
    public static String of(ProcGuest guest, long gva) throws IOException {
        return "%016x".formatted(shown(guest, gva));
    }

    private static long shown(ProcGuest guest, long gva) throws IOException {
        OptionalLong restricted = guest.symbolIfAny("kptr_restrict");
        int toWhom = restricted.isEmpty() ? 0 : (int) guest.memory().u32(restricted.getAsLong());
        OptionalLong open = guest.symbolIfAny("no_hash_pointers");
        OptionalLong key = guest.symbolIfAny("ptr_key");
        if (toWhom >= TO_NOBODY) {
            return 0;
        }
        if (toWhom == TO_ROOT
                || key.isEmpty()
                || (open.isPresent() && guest.memory().u8(open.getAsLong()) != 0)) {
            return gva;
        }
        long at = key.getAsLong();
        return SipHash.of(guest.memory().u64(at), guest.memory().u64(at + Long.BYTES), gva)
                & SHOWN_BITS;
    }
}
