package dev.yagura.kernel.linux.code.sites;

import dev.yagura.kernel.linux.control.Instructions;
import java.io.IOException;

/**
 * A call whose target is chosen at run time; {@code struct static_call_site}, and the trampolines
 * for those who have no site. It calls what its key says.
 *
 * @param keyGva address of its {@code struct static_call_key}, whose first member is the target
 */
record StaticCall(long gva, int lengthBytes, long keyGva) implements PatchSite {
    private static final int NEAR_BYTES = 5;
    private static final int CALL = 0xE8;

    /** {@code xor %eax,%eax} in two forms, for {@code __static_call_return0}. */
    private static final int[] RETURN_ZERO = {0x2E, 0x2E, 0x2E, 0x31, 0xC0};

    private static final int[] RETURN_ZERO_BEFORE = {0x66, 0x66, 0x48, 0x31, 0xC0};

    /** {@code ud1 (%edx),%rdi}, for {@code __WARN_trap}. */
    private static final int[] WARN = {0x67, 0x48, 0x0F, 0xB9, 0x3A};

    @Override
    public String kind() {
        return "static call";
    }

    @Override
    public boolean isLive() {
        return true;
    }

    @Override
    public boolean allows(Patch patch) throws IOException {
        long target = patch.targets().pointer(keyGva);
        if (Patch.isConditional(patch.found())) {
            long leads = patch.found().relative32(2);
            return patch.found().u8(1) == patch.original().u8(1)
                    && (leads == target
                            || patch.targets().nameOf(leads).equals("__static_call_return"));
        }
        boolean isTail = patch.original().u8(0) != CALL;
        String name = patch.targets().nameOf(target);
        if ((isTail ? patch.jumps(0) : patch.calls(0)) && patch.target(0) == target) {
            return patch.targets().isText(target);
        }
        return (ReturnSite.isReturn(patch) && isTail)
                || (target == 0 && Instructions.nop(patch.found(), 0) == NEAR_BYTES)
                || ((patch.has(0, RETURN_ZERO) || patch.has(0, RETURN_ZERO_BEFORE))
                        && name.equals("__static_call_return0"))
                || (patch.has(0, WARN) && name.equals("__WARN_trap"));
    }
}
