package dev.yagura.kernel.linux.code.sites;

import dev.yagura.kernel.linux.control.Instructions;

/**
 * A branch that is switched on and off; {@code struct jump_entry}. A NOP, or a jump to its target.
 *
 * @param targetGva where it leads if it is on
 */
record JumpLabel(long gva, int lengthBytes, long targetGva) implements PatchSite {
    @Override
    public String kind() {
        return "jump label";
    }

    @Override
    public boolean isLive() {
        return true;
    }

    @Override
    public boolean allows(Patch patch) {
        return Instructions.nop(patch.found(), 0) == lengthBytes || patch.jumpsTo(targetGva);
    }
}
