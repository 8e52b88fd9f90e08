package dev.yagura.kernel.linux.code.sites;

import dev.yagura.kernel.linux.control.KernelFunction;
import java.io.IOException;
import java.util.List;

/**
 * Code of which a CPU gets the variant that suits it; {@code struct alt_instr}. It is the original
 * or one of the replacements, with the rest filled up.
 *
 * @param replacements variants, relocated, where the file has them
 */
record Alternative(long gva, int lengthBytes, List<KernelFunction> replacements)
        implements PatchSite {
    private static final int NEAR_BYTES = 5;

    @Override
    public String kind() {
        return "alternative";
    }

    @Override
    public boolean allows(Patch patch) throws IOException {
        boolean allowed = new Variant(patch, patch.original()).isThere();
        for (KernelFunction replacement : replacements) {
            allowed =
                    allowed
                            || new Variant(patch, replacement).isThere()
                            || isShortened(patch, replacement)
                            || isDirect(patch, replacement);
        }
        return allowed;
    }

    /** A near jump may have become a short one, until 6.8. */
    private static boolean isShortened(Patch patch, KernelFunction replacement) {
        return replacement.has(0, NEAR_BYTES)
                && replacement.u8(0) == 0xE9
                && patch.jumpsTo(replacement.relative32(1))
                && patch.endsIdle(2);
    }

    /**
     * A call of {@code BUG_func} stands for a direct call of what the original calls by a pointer,
     * or for nothing if that does nothing.
     */
    private static boolean isDirect(Patch patch, KernelFunction replacement) throws IOException {
        KernelFunction original = patch.original();
        boolean byPointer = original.has(0, 6) && original.u8(0) == 0xFF && original.u8(1) == 0x15;
        if (!byPointer || !replacement.has(0, NEAR_BYTES) || replacement.u8(0) != 0xE8) {
            return false;
        }
        long target = patch.targets().pointer(original.relative32(2));
        if (!patch.targets().isFunction(target)) {
            return false;
        }
        return patch.calls(0)
                ? patch.target(0) == target && patch.endsIdle(NEAR_BYTES)
                : patch.endsIdle(0) && patch.targets().nameOf(target).equals("nop_func");
    }
}
