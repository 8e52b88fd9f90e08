package dev.yagura.kernel.linux.code.sites;

import dev.yagura.kernel.linux.control.Instructions;

/** The call in the tracer's own code: of the callback that all traced functions go to. */
record TracerCall(long gva) implements PatchSite {
    private static final int BYTES = 5;

    @Override
    public int lengthBytes() {
        return BYTES;
    }

    @Override
    public String kind() {
        return "call in the tracer";
    }

    @Override
    public boolean isLive() {
        return true;
    }

    @Override
    public boolean allows(Patch patch) {
        return Instructions.nop(patch.found(), 0) == BYTES
                || ((patch.calls(0) || patch.jumps(0))
                        && patch.targets().isFunction(patch.target(0)));
    }
}
