package dev.yagura.detect.memory.control;

import dev.yagura.kernel.linux.control.Diversion;
import dev.yagura.kernel.linux.control.Instructions;
import dev.yagura.kernel.linux.control.KernelFunction;
import dev.yagura.memory.paging.AddressSpace;
import java.io.IOException;
import java.util.OptionalLong;

/**
 * What a function begins with.
 *
 * <p>A kernel function begins with a landing pad where the kernel is built for one, then with a NOP
 * of 5 bytes which tracing turns into a call, where the kernel is built for that. Whoever diverts
 * the function overwrites one of these.
 */
sealed interface EntryCode {
    /** Bytes to read of a function for this. */
    int BYTES = 32;

    /**
     * Nothing leads away.
     *
     * @param traceable whether the tracer's NOP is there
     */
    record Plain(boolean traceable) implements EntryCode {}

    /**
     * The tracer's NOP has become a call.
     *
     * @param from address of the call
     * @param target where it leads
     */
    record Traced(long from, long target) implements EntryCode {}

    /**
     * A jump or call leads away.
     *
     * @param from address of its first byte
     * @param target where it leads
     * @param inBody whether it stands behind the tracer's NOP, where compilers also put such
     */
    record Diverted(long from, long target, boolean inBody) implements EntryCode {}

    /**
     * A breakpoint instruction, as kprobes put it.
     *
     * @param at its address
     */
    record Breakpoint(long at) implements EntryCode {}

    /** Decodes the first bytes of a function. */
    static EntryCode of(KernelFunction entry, AddressSpace memory) throws IOException {
        int site = Instructions.landingPad(entry, 0);
        int nop = Instructions.nop(entry, site);
        int body = site + nop;
        if (nop == 0 && entry.has(site, 5) && entry.u8(site) == 0xE8) {
            return new Traced(entry.gva() + site, entry.relative32(site + 1));
        }
        if (entry.has(body, 1) && entry.u8(body) == 0xCC) {
            return new Breakpoint(entry.gva() + body);
        }
        boolean traceable = nop >= 5;
        OptionalLong target = Diversion.target(entry, body, memory);
        return target.isEmpty()
                ? new Plain(traceable)
                : new Diverted(entry.gva() + body, target.getAsLong(), traceable);
    }
}
