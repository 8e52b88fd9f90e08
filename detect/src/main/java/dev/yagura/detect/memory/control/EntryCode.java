package dev.yagura.detect.memory.control;

import dev.yagura.kernel.linux.control.Instructions;
import dev.yagura.kernel.linux.control.KernelFunction;
import dev.yagura.memory.MemoryHoleException;
import dev.yagura.memory.paging.AddressSpace;
import dev.yagura.memory.paging.PageNotPresentException;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

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
        Long target = awayTarget(entry, body, memory);
        return target == null
                ? new Plain(traceable)
                : new Diverted(entry.gva() + body, target, traceable);
    }

    /** Returns where a jump, call or push-and-return leads; null if none is there. */
    private static @Nullable Long awayTarget(KernelFunction entry, int at, AddressSpace memory)
            throws IOException {
        if (!entry.has(at, 16)) {
            return null;
        }
        int first = entry.u8(at);
        int second = entry.u8(at + 1);
        if (first == 0xE9 || first == 0xE8) {
            return entry.relative32(at + 1);
        }
        if (first == 0xEB) {
            return entry.gva() + at + 2 + entry.code().get(at + 1);
        }
        if (first == 0xFF && second == 0x25) { // jmp *disp(%rip)
            return pointer(memory, entry.relative32(at + 2));
        }
        if (first == 0x68) { // push $target; a second half may follow before the return
            long low = entry.s32(at + 1);
            if (entry.u8(at + 5) == 0xC3) {
                return low;
            }
            boolean high = entry.s32(at + 5) == 0x0424_44C7 && entry.u8(at + 13) == 0xC3;
            return high ? (low & 0xFFFF_FFFFL) | ((long) entry.s32(at + 9) << 32) : null;
        }
        if ((first == 0x48 || first == 0x49) && (second & 0xF8) == 0xB8) { // mov $target,%reg
            int jump = first == 0x49 ? at + 11 : at + 10;
            boolean extended = first == 0x48 || entry.u8(at + 10) == 0x41;
            boolean jumps =
                    extended
                            && entry.u8(jump) == 0xFF
                            && entry.u8(jump + 1) == (0xE0 | (second & 7));
            return jumps ? entry.code().getLong(at + 2) : null;
        }
        return null;
    }

    private static Long pointer(AddressSpace memory, long gva) throws IOException {
        try {
            return memory.u64(gva);
        } catch (PageNotPresentException | MemoryHoleException e) {
            return 0L; // it leads nowhere that could be told
        }
    }
}
