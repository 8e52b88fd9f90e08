package dev.yagura.kernel.linux.code.sites;

import dev.yagura.kernel.linux.code.CodeRegion.Kind;
import dev.yagura.kernel.linux.control.Instructions;
import java.util.Optional;

/** The entry of a function that leads to a BPF dispatcher while there is one. */
record DispatcherSite(long gva) implements PatchSite {
    private static final int BYTES = 5;

    @Override
    public int lengthBytes() {
        return BYTES;
    }

    @Override
    public String kind() {
        return "BPF dispatcher";
    }

    @Override
    public boolean isLive() {
        return true;
    }

    @Override
    public boolean allows(Patch patch) {
        boolean leads = patch.calls(0) || patch.jumps(0);
        return Instructions.nop(patch.found(), 0) == BYTES
                || (leads && patch.targets().kind(patch.target(0)).equals(Optional.of(Kind.BPF)));
    }
}
