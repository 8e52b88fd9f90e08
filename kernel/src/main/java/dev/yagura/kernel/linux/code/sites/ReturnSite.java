package dev.yagura.kernel.linux.code.sites;

/** A jump to the return thunk; {@code .return_sites}. It may have become a plain return. */
record ReturnSite(long gva) implements PatchSite {
    private static final int BYTES = 5;
    private static final int[] RETURN = {0xC3, 0xCC, 0xCC, 0xCC, 0xCC};

    @Override
    public int lengthBytes() {
        return BYTES;
    }

    @Override
    public String kind() {
        return "return thunk site";
    }

    @Override
    public boolean allows(Patch patch) {
        return isReturn(patch);
    }

    /** Returns whether the code is a return, through a thunk or not. */
    static boolean isReturn(Patch patch) {
        return patch.has(0, RETURN)
                || (patch.jumps(0) && patch.targets().isReturnThunk(patch.target(0)));
    }
}
