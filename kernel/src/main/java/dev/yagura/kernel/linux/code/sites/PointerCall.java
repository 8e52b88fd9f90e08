package dev.yagura.kernel.linux.code.sites;

import java.util.HexFormat;
import java.util.Set;

/**
 * A call through {@code pv_ops}; {@code .parainstructions}, until 6.7. It has become a direct call,
 * or the few instructions that the native function consists of.
 */
record PointerCall(long gva, int lengthBytes) implements PatchSite {
    private static final int NEAR_BYTES = 5;

    /** {@code paravirt_patch.c} until 5.17: what bare hardware does, by instruction bytes. */
    private static final Set<String> NATIVE =
            Set.of(
                    "fa", // cli
                    "fb", // sti
                    "9c58", // pushfq; pop %rax
                    "579d", // push %rdi; popfq
                    "0f22df", // mov %rdi,%cr3
                    "0f20d0", // mov %cr2,%rax
                    "0f20d8", // mov %cr3,%rax
                    "0f09", // wbinvd
                    "4889f8", // mov %rdi,%rax
                    "c60700", // movb $0,(%rdi)
                    "31c0", // xor %eax,%eax
                    "0f01f8", // swapgs
                    "0f01f8480f07"); // swapgs; sysretq

    @Override
    public String kind() {
        return "paravirt site";
    }

    @Override
    public boolean allows(Patch patch) {
        if ((patch.calls(0) || patch.jumps(0)) && patch.targets().isFunction(patch.target(0))) {
            return patch.endsIdle(NEAR_BYTES);
        }
        byte[] bytes = new byte[lengthBytes];
        patch.found().code().get(0, bytes);
        String hex = HexFormat.of().formatHex(bytes);
        return patch.endsIdle(0)
                || NATIVE.stream()
                        .anyMatch(
                                code -> hex.startsWith(code) && patch.endsIdle(code.length() / 2));
    }
}
