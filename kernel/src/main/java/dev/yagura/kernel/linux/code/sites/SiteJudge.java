package dev.yagura.kernel.linux.code.sites;

import dev.yagura.kernel.linux.control.KernelFunction;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/** Judges what places hold, those included that the kernel is rewriting at the moment. */
record SiteJudge(Targets targets) {
    private static final int BREAKPOINT = 0xCC;

    /** First bytes of what the kernel writes where it first puts a breakpoint. */
    private static final List<Integer> FIRST_BYTES =
            List.of(0xE8, 0xE9, 0xEB, 0xC3, 0x0F, 0x66, 0x67);

    /**
     * Returns whether a place holds what the kernel puts there.
     *
     * @param original what was loaded; as long as the place, as {@code found} is
     * @param found what the guest has; not changed
     */
    boolean allows(PatchSite site, byte[] original, byte[] found) throws IOException {
        KernelFunction before = code(site, original);
        if (site.allows(new Patch(before, code(site, found), targets))) {
            return true;
        }
        boolean isBeingRewritten =
                site.isLive()
                        && Byte.toUnsignedInt(found[0]) == BREAKPOINT
                        && targets.patching().text();
        if (!isBeingRewritten) {
            return false;
        }
        byte[] after = found.clone();
        for (int first : FIRST_BYTES) {
            after[0] = (byte) first;
            if (site.allows(new Patch(before, code(site, after), targets))) {
                return true;
            }
        }
        return false;
    }

    /** Returns what a place holds, as code. */
    static KernelFunction code(PatchSite site, byte[] bytes) {
        return new KernelFunction(
                site.kind(), site.gva(), ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN));
    }
}
