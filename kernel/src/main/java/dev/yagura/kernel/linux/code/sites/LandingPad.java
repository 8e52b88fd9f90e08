package dev.yagura.kernel.linux.code.sites;

import dev.yagura.kernel.linux.control.Instructions;

/** A landing pad that nothing needs and the kernel may take away; {@code .ibt_endbr_seal}. */
record LandingPad(long gva) implements PatchSite {
    private static final int BYTES = 4;

    @Override
    public int lengthBytes() {
        return BYTES;
    }

    @Override
    public String kind() {
        return "landing pad";
    }

    @Override
    public boolean allows(Patch patch) {
        return Instructions.landingPad(patch.found(), 0) == BYTES;
    }
}
