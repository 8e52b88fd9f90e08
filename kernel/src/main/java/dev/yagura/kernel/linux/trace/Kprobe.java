package dev.yagura.kernel.linux.trace;

import java.util.ArrayList;
import java.util.List;

/**
 * A probe at an instruction of the kernel.
 *
 * @param gva address of its {@code struct kprobe}
 * @param aggregateGva address of the probe that stands for several at one address, 0 if it is alone
 * @param address of the instruction
 * @param flags its {@code KPROBE_FLAG_*} bits; of one behind an aggregate, with those of that
 * @param preHandler called before the instruction, 0 for none
 * @param postHandler called after it, 0 for none
 * @param missed how often it could not run
 * @param atReturn whether it is a return probe, whose handlers run when the function returns
 */
public record Kprobe(
        long gva,
        long aggregateGva,
        long address,
        int flags,
        long preHandler,
        long postHandler,
        long missed,
        boolean atReturn) {
    /** {@code KPROBE_FLAG_*} by bit; the same since 5.10. */
    private static final List<String> FLAGS =
            List.of("gone", "disabled", "optimized", "ftrace", "on_func_entry");

    /** Returns the names of its flags; an unknown bit as {@code "bit 9"}. */
    public List<String> flagNames() {
        List<String> names = new ArrayList<>();
        for (int bit = 0; bit < Integer.SIZE; bit++) {
            if (((flags >>> bit) & 1) != 0) {
                names.add(bit < FLAGS.size() ? FLAGS.get(bit) : "bit " + bit);
            }
        }
        return names;
    }
}
