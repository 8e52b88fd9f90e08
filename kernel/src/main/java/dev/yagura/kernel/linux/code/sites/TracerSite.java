package dev.yagura.kernel.linux.code.sites;

import dev.yagura.kernel.linux.control.Instructions;

/**
 * The start of a function that can be traced; {@code __mcount_loc}. A NOP, or a call of the tracer.
 */
record TracerSite(long gva) implements PatchSite {
    private static final int BYTES = 5;

    @Override
    public int lengthBytes() {
        return BYTES;
    }

    @Override
    public String kind() {
        return "ftrace site";
    }

    @Override
    public boolean isLive() {
        return true;
    }

    @Override
    public boolean allows(Patch patch) {
        return Instructions.nop(patch.found(), 0) == BYTES
                || (patch.calls(0) && patch.targets().isTracer(patch.target(0)));
    }
}
