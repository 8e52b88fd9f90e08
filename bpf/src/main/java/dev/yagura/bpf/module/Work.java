package dev.yagura.bpf.module;

import dev.yagura.bpf.run.ProgramFault;
import dev.yagura.bpf.run.Trap;

/**
 * What is done for a module in one run, in bytes read, entries walked and characters written: an
 * instruction that calls for a million of them must not count as one.
 */
final class Work {
    /** Some seconds; a module that lists ten thousand files does a hundredth of it. */
    private static final long MAX_UNITS = 1L << 30;

    /** What any call takes, whatever it does. */
    static final int CALL = 128;

    /** What a read takes that finds no page: tables are walked, and nothing of it is kept. */
    static final int MISS = 4096;

    /** What finding the owner of an address takes. */
    static final int OWNER = 2048;

    /** Bytes of rows, notes and findings together, about; they are kept until the end. */
    private static final long MAX_KEPT = 256L << 20;

    /** What keeping anything takes beside its texts. */
    private static final int OBJECT = 256;

    /** Bytes a character has at most, in the forms in which it is kept. */
    private static final int CHARACTER = 2;

    private long unitsLeft = MAX_UNITS;
    private long keptLeft = MAX_KEPT;

    /** Counts something done. */
    void spend(long units) throws Trap {
        unitsLeft -= units;
        if (unitsLeft < 0) {
            throw new Trap(
                    ProgramFault.Kind.INSTRUCTIONS,
                    0,
                    "has functions called do more than %d units of work".formatted(MAX_UNITS));
        }
    }

    /** Counts something that is kept, with its text. */
    void keep(String text) throws Trap {
        keptLeft -= OBJECT + (long) CHARACTER * text.length();
        if (keptLeft < 0) {
            throw new Trap(
                    ProgramFault.Kind.HELPER, 0, "says more than %d bytes".formatted(MAX_KEPT));
        }
    }
}
