package dev.yagura.kernel.linux.code.sites;

import dev.yagura.kernel.linux.Partial;
import dev.yagura.kernel.linux.control.KernelFunction;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/** Judges what places hold, those included that the kernel is rewriting at the moment. */
final class SiteJudge {
    private static final int BREAKPOINT = 0xCC;

    /** First bytes of what the kernel writes where it first puts a breakpoint. */
    private static final List<Integer> FIRST_BYTES =
            List.of(0xE8, 0xE9, 0xEB, 0xC3, 0x0F, 0x66, 0x67);

    private final Targets targets;
    private final Targets settled;

    SiteJudge(Targets targets) {
        this.targets = targets;
        this.settled = targets.settled();
    }

    /**
     * Returns whether a place holds what the kernel puts there. What it may hold only while the
     * kernel rewrites code is told as a loss: nobody can say of it that it is right.
     *
     * @param original what was loaded; as long as the place, as {@code found} is
     * @param found what the guest has; not changed
     */
    boolean allows(PatchSite site, byte[] original, byte[] found, Partial.Collector<?> losses)
            throws IOException {
        KernelFunction before = code(site, original);
        if (site.allows(new Patch(before, code(site, found), settled))) {
            return true;
        }
        boolean changing =
                site.allows(new Patch(before, code(site, found), targets))
                        || isBeingRewritten(site, before, found);
        if (changing) {
            tellChanging(site.kind(), site.gva(), losses);
        }
        return changing;
    }

    /** Tells code that may be what it is only while the kernel rewrites it. */
    void tellChanging(String kind, long gva, Partial.Collector<?> losses) {
        losses.missing(
                "%s at 0x%x".formatted(kind, gva),
                "is right only if the kernel is rewriting it: " + targets.patching());
    }

    private boolean isBeingRewritten(PatchSite site, KernelFunction before, byte[] found)
            throws IOException {
        boolean possible =
                site.isLive()
                        && Byte.toUnsignedInt(found[0]) == BREAKPOINT
                        && targets.patching().text();
        byte[] after = found.clone();
        for (int first : possible ? FIRST_BYTES : List.<Integer>of()) {
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
