package dev.yagura.kernel.linux.code.sites;

import dev.yagura.kernel.linux.code.CodeRegion.Kind;
import java.util.Optional;

/** An instruction with a kprobe on it: a breakpoint, or a jump to the probe's own copy. */
record ProbeSite(long gva) implements PatchSite {
    private static final int NEAR_BYTES = 5;
    private static final int BREAKPOINT = 0xCC;

    @Override
    public int lengthBytes() {
        return NEAR_BYTES;
    }

    @Override
    public String kind() {
        return "kprobe";
    }

    @Override
    public boolean allows(Patch patch) {
        if (patch.jumps(0)) {
            return patch.targets().kind(patch.target(0)).equals(Optional.of(Kind.PROBE));
        }
        for (int i = 1; i < NEAR_BYTES; i++) {
            if (patch.found().u8(i) != patch.original().u8(i)) {
                return false;
            }
        }
        return patch.has(0, BREAKPOINT);
    }
}
