package dev.yagura.kernel.linux.code.sites;

import dev.yagura.kernel.linux.code.CodeRegion.Kind;
import dev.yagura.kernel.linux.control.KernelFunction;
import java.util.List;
import java.util.Optional;

/**
 * A call or jump through a register by way of a thunk; {@code .retpoline_sites}. It may have become
 * the plain branch through that register, with a fence before it, or go by another thunk.
 */
record IndirectBranch(long gva, int lengthBytes) implements PatchSite {
    private static final List<String> REGISTERS =
            List.of(
                    "rax", "rcx", "rdx", "rbx", "rsp", "rbp", "rsi", "rdi", "r8", "r9", "r10",
                    "r11", "r12", "r13", "r14", "r15");
    private static final String THUNK = "__x86_indirect_thunk_";
    private static final String OTHER_THUNK = "__x86_indirect_(its_|call_|jump_)?thunk_";
    private static final int[] FENCE = {0x0F, 0xAE, 0xE8};
    private static final int PREFIX = 0x2E;
    private static final int REX_B = 0x41;
    private static final int CALL = 0xE8;
    private static final int NEAR_BYTES = 5;

    @Override
    public String kind() {
        return "retpoline site";
    }

    @Override
    public boolean allows(Patch patch) {
        KernelFunction original = patch.original();
        if (Patch.isConditional(original)) {
            return conditional(patch);
        }
        int prefix = original.u8(0) == PREFIX ? 1 : 0;
        int register = register(patch.targets(), original.relative32(prefix + 1));
        boolean call = original.u8(prefix) == CALL;
        if (register < 0) {
            return false;
        }
        int at = patch.found().u8(0) == PREFIX ? 1 : 0;
        boolean near = call ? patch.calls(at) : patch.jumps(at);
        if (near && isThunk(patch.targets(), patch.target(at), register)) {
            return patch.endsIdle(at + NEAR_BYTES);
        }
        int end = branch(patch, at, register, call);
        return end > 0 && patch.endsIdle(end);
    }

    /** Returns where a plain branch ends that starts at an offset, after a fence or not; or 0. */
    private static int branch(Patch patch, int offset, int register, boolean call) {
        int at = patch.has(offset, FENCE) ? offset + FENCE.length : offset;
        if (register >= 8) {
            if (!patch.has(at, REX_B)) {
                return 0;
            }
            at++;
        }
        int modRm = (call ? 0xD0 : 0xE0) | (register & 7);
        return patch.has(at, 0xFF, modRm) ? at + 2 : 0;
    }

    /** A conditional jump to the thunk becomes the opposite one over a plain jump. */
    private static boolean conditional(Patch patch) {
        int register = register(patch.targets(), patch.original().relative32(2));
        int opposite = 0x70 | ((patch.original().u8(1) & 0x0F) ^ 1);
        if (register < 0) {
            return false;
        }
        if (Patch.isConditional(patch.found())) {
            return patch.found().u8(1) == patch.original().u8(1)
                    && isThunk(patch.targets(), patch.found().relative32(2), register);
        }
        if (!patch.has(0, opposite, 4)) {
            return false;
        }
        int end = branch(patch, 2, register, false);
        return end > 0 && patch.endsIdle(end);
    }

    private static int register(Targets targets, long thunk) {
        String name = targets.nameOf(thunk);
        return name.startsWith(THUNK) ? REGISTERS.indexOf(name.substring(THUNK.length())) : -1;
    }

    /** Thunks for one branch each lie in pages of their own. */
    private static boolean isThunk(Targets targets, long gva, int register) {
        return targets.kind(gva).equals(Optional.of(Kind.RESERVE))
                || (targets.isFunction(gva)
                        && targets.nameOf(gva).matches(OTHER_THUNK + REGISTERS.get(register)));
    }
}
