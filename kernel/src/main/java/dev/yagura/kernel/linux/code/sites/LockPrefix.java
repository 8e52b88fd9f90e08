package dev.yagura.kernel.linux.code.sites;

/** A lock prefix, which a kernel on one CPU turns into another; {@code .smp_locks}. */
record LockPrefix(long gva) implements PatchSite {
    private static final int LOCK = 0xF0;
    private static final int DS_OVERRIDE = 0x3E;

    @Override
    public int lengthBytes() {
        return 1;
    }

    @Override
    public String kind() {
        return "lock prefix";
    }

    @Override
    public boolean allows(Patch patch) {
        return patch.has(0, LOCK) || patch.has(0, DS_OVERRIDE);
    }
}
