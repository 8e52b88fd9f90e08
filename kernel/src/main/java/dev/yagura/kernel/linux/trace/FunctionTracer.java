package dev.yagura.kernel.linux.trace;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Someone who has functions traced, a {@code struct ftrace_ops}.
 *
 * @param gva address of the {@code ftrace_ops}
 * @param flags its {@code FTRACE_OPS_FL_*} bits
 * @param callback what the kernel calls for each traced function
 * @param savedCallback the callback behind {@code callback} where that one only filters; else equal
 *     to it, or 0
 * @param trampoline start of the code made for this tracer alone, 0 for none
 * @param trampolineBytes size of that code
 * @param directCall where traced functions are sent without a callback, 0 for none
 * @param filter sites it wants, by address, with where a direct call of that site leads or 0; empty
 *     for all
 * @param notrace sites it does not want
 */
public record FunctionTracer(
        long gva,
        long flags,
        long callback,
        long savedCallback,
        long trampoline,
        long trampolineBytes,
        long directCall,
        Map<Long, Long> filter,
        Map<Long, Long> notrace) {
    /** {@code FTRACE_OPS_FL_*} by bit; include/linux/ftrace.h, meanings are kept since 5.10. */
    private static final List<String> FLAGS =
            List.of(
                    "enabled",
                    "dynamic",
                    "save_regs",
                    "save_regs_if_supported",
                    "recursion",
                    "stub",
                    "initialized",
                    "deleted",
                    "adding",
                    "removing",
                    "modifying",
                    "alloc_tramp",
                    "ipmodify",
                    "pid",
                    "rcu",
                    "trace_array",
                    "permanent",
                    "direct",
                    "subop",
                    "graph");

    private static final int IPMODIFY = 12;

    /** Copies the maps. */
    public FunctionTracer {
        filter = Map.copyOf(filter);
        notrace = Map.copyOf(notrace);
    }

    /** Returns whether its callback may send a traced function elsewhere. */
    public boolean mayRedirect() {
        return ((flags >>> IPMODIFY) & 1) != 0;
    }

    /** Returns whether it is in use. */
    public boolean isEnabled() {
        return (flags & 1) != 0;
    }

    /** Returns whether it wants the function whose traced instruction is at an address. */
    public boolean wants(long site) {
        return isEnabled()
                && (filter.isEmpty() || filter.containsKey(site))
                && !notrace.containsKey(site);
    }

    /** Returns the names of its flags, lower case; an unknown bit as {@code "bit 31"}. */
    public List<String> flagNames() {
        List<String> names = new ArrayList<>();
        for (int bit = 0; bit < Long.SIZE; bit++) {
            if (((flags >>> bit) & 1) != 0) {
                names.add(bit < FLAGS.size() ? FLAGS.get(bit) : "bit " + bit);
            }
        }
        return names;
    }
}
