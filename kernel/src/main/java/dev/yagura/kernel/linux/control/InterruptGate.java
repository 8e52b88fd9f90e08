package dev.yagura.kernel.linux.control;

import static java.util.Objects.requireNonNull;

/**
 * An entry of the interrupt descriptor table; Intel SDM volume 3, "64-Bit Mode IDT".
 *
 * @param vector its number, 0 to 255
 * @param gva address of the descriptor
 * @param kind what the processor does with it
 * @param present whether the processor may use it
 * @param privilege the least privileged ring that may raise it by an instruction, 0 to 3
 * @param stack which stack of the task state segment is switched to; 0 for none
 * @param selector of the code segment
 * @param handler where it leads
 */
public record InterruptGate(
        int vector,
        long gva,
        Kind kind,
        boolean present,
        int privilege,
        int stack,
        int selector,
        long handler) {
    private static final int INTERRUPT_TYPE = 14;
    private static final int TRAP_TYPE = 15;

    /** What the processor does with a descriptor. */
    public enum Kind {
        /** Disables interrupts on the way. */
        INTERRUPT,
        /** Leaves interrupts as they are. */
        TRAP,
        /** Nothing: it is unused, or no 64-bit gate. */
        NONE
    }

    /** Checks for nulls. */
    public InterruptGate {
        requireNonNull(kind, "kind");
    }

    /**
     * Decodes a descriptor.
     *
     * @param low its first 8 bytes
     * @param high its last 8 bytes
     */
    static InterruptGate of(int vector, long gva, long low, long high) {
        Kind kind =
                switch ((int) (low >>> 40) & 0x1F) {
                    case INTERRUPT_TYPE -> Kind.INTERRUPT;
                    case TRAP_TYPE -> Kind.TRAP;
                    default -> Kind.NONE;
                };
        long handler = (low & 0xFFFF) | ((low >>> 48) << 16) | (high << 32);
        return new InterruptGate(
                vector,
                gva,
                kind,
                ((low >>> 47) & 1) != 0,
                (int) (low >>> 45) & 3,
                (int) (low >>> 32) & 7,
                (int) (low >>> 16) & 0xFFFF,
                handler);
    }
}
