package dev.yagura.kernel.linux.code.sites;

import dev.yagura.kernel.linux.control.Instructions;
import java.io.IOException;
import java.util.Optional;

/**
 * A branch that is switched on and off; {@code struct jump_entry}. A NOP, or a jump to its target:
 * that which its key says.
 *
 * @param targetGva where it leads if it is taken
 * @param keyGva address of its {@code struct static_key}
 * @param inverted whether it is taken while the key is off
 */
record JumpLabel(long gva, int lengthBytes, long targetGva, long keyGva, boolean inverted)
        implements PatchSite {
    @Override
    public String kind() {
        return "jump label";
    }

    @Override
    public boolean isLive() {
        return true;
    }

    @Override
    public boolean allows(Patch patch) throws IOException {
        boolean taken = patch.jumpsTo(targetGva);
        if (!taken && Instructions.nop(patch.found(), 0) != lengthBytes) {
            return false;
        }
        Optional<Boolean> expected = isTaken(patch.targets());
        return expected.isEmpty() || expected.get() == taken;
    }

    /** Returns whether the key says that it is a jump; empty while the kernel changes such. */
    Optional<Boolean> isTaken(Targets targets) throws IOException {
        return targets.isOn(keyGva).map(on -> on != inverted);
    }
}
