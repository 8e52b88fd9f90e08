package dev.yagura.kernel.linux.code.sites;

import dev.yagura.kernel.linux.code.CodeRegion.Kind;
import dev.yagura.kernel.linux.control.Instructions;
import java.io.IOException;
import java.util.Optional;

/**
 * A call whose target is chosen at run time; {@code struct static_call_site}, and the trampolines
 * for those who have no site. It calls what its key says.
 *
 * @param keyGva address of its {@code struct static_call_key}, whose first member is the target
 * @param isTail whether it does not come back: a jump, or a return in the place of none
 */
record StaticCall(long gva, int lengthBytes, long keyGva, boolean isTail) implements PatchSite {
    private static final int NEAR_BYTES = 5;

    /** Keys of what the kernel builds for BPF programs of one kind; those lead to programs. */
    private static final String DISPATCHER = "__SCK__bpf_dispatcher_";

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
                    && (isCalled(patch.targets(), leads, target)
                            || patch.targets().nameOf(leads).equals("__static_call_return"));
        }
        String name = patch.targets().nameOf(target);
        if (isTail ? patch.jumps(0) : patch.calls(0)) {
            return isCalled(patch.targets(), patch.target(0), target);
        }
        return (ReturnSite.isReturn(patch) && isTail)
                || (target == 0 && Instructions.nop(patch.found(), 0) == NEAR_BYTES)
                || ((patch.has(0, RETURN_ZERO) || patch.has(0, RETURN_ZERO_BEFORE))
                        && name.equals("__static_call_return0"))
                || (patch.has(0, WARN) && name.equals("__WARN_trap"));
    }

    private boolean isCalled(Targets targets, long leads, long expected) {
        return isUsable(targets, leads) && (leads == expected || targets.patching().calls());
    }

    /** Returns whether its key may lead to an address. */
    boolean isUsable(Targets targets, long target) {
        return targets.isText(target)
                || (targets.nameOf(keyGva).startsWith(DISPATCHER)
                        && targets.kind(target).equals(Optional.of(Kind.BPF)));
    }
}
