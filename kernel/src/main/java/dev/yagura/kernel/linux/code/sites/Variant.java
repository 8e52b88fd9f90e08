package dev.yagura.kernel.linux.code.sites;

import dev.yagura.kernel.linux.control.KernelFunction;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Compares what a place holds with code that was copied there.
 *
 * <p>What differs must be one of three: NOPs in another form, an operand that leads to the same
 * place from its new address, or a branch by a thunk that the kernel had replaced before it copied.
 */
final class Variant {
    private static final int NOP = 0x90;
    private static final int NEAR_BYTES = 5;

    private final Patch patch;
    private final KernelFunction found;
    private final KernelFunction code;
    private final int length;

    Variant(Patch patch, KernelFunction code) {
        this.patch = patch;
        this.found = patch.found();
        this.code = code;
        this.length = code.code().limit();
    }

    /** Returns whether the place holds this code, with nothing behind it that does something. */
    boolean isThere() throws IOException {
        if (!found.has(0, length)) {
            return false;
        }
        int at = 0;
        while (at < length) {
            if (code.u8(at) == found.u8(at)) {
                at++;
                continue;
            }
            int next = nopsEnd(at);
            if (next == length) {
                return patch.endsIdle(nopsStart(at));
            }
            next = Math.max(next, operandEnd(at));
            next = Math.max(next, branchEnd(at));
            if (next <= at) {
                return false;
            }
            at = next;
        }
        return patch.endsIdle(length);
    }

    private int nopsStart(int at) {
        int start = at;
        while (start > 0 && code.u8(start - 1) == NOP) {
            start--;
        }
        return start;
    }

    /** Returns where a row of NOPs ends that an offset lies in, if others are there; else -1. */
    private int nopsEnd(int at) {
        int end = at;
        while (end < length && code.u8(end) == NOP) {
            end++;
        }
        if (end == length && end > at) {
            return end;
        }
        int start = nopsStart(at);
        return end > at && Idle.isIdle(slice(found, start, end - start), 0) ? end : -1;
    }

    /** Returns where an operand ends that an offset lies in, if it leads to the same; else -1. */
    private int operandEnd(int at) {
        long moved = code.gva() - found.gva();
        for (int from = at; moved != 0 && from > Math.max(0, at - Integer.BYTES); from--) {
            if (code.has(from, Integer.BYTES)
                    && found.s32(from) == (int) (code.s32(from) + moved)) {
                return from + Integer.BYTES;
            }
        }
        return -1;
    }

    /** Returns where a branch ends that starts at an offset and was replaced rightly; else -1. */
    private int branchEnd(int at) throws IOException {
        PatchSite site = null;
        if (code.has(at, NEAR_BYTES) && code.u8(at) == 0xE9) {
            site = new ReturnSite(found.gva() + at);
            if (!patch.targets().isReturnThunk(code.relative32(at + 1))) {
                site = new IndirectBranch(found.gva() + at, NEAR_BYTES);
            }
        } else if (code.has(at, NEAR_BYTES) && code.u8(at) == 0xE8) {
            site = new IndirectBranch(found.gva() + at, NEAR_BYTES);
        }
        if (site == null) {
            return -1;
        }
        Patch part =
                new Patch(
                        slice(code, at, site.lengthBytes()),
                        slice(found, at, site.lengthBytes()),
                        patch.targets());
        return site.allows(part) ? at + site.lengthBytes() : -1;
    }

    private static KernelFunction slice(KernelFunction whole, int at, int count) {
        ByteBuffer part = whole.code().slice(at, count).order(ByteOrder.LITTLE_ENDIAN);
        return new KernelFunction(whole.name(), whole.gva() + at, part);
    }
}
