package dev.yagura.kernel.linux.code.sites;

import dev.yagura.kernel.linux.Linux;
import dev.yagura.kernel.linux.image.CodeImage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.LongUnaryOperator;

/** The places of one file that the kernel rewrites, by address. */
public final class PatchSites {
    /** No place: data is never rewritten. */
    public static final PatchSites NONE = new PatchSites(List.of());

    private final List<PatchSite> sorted;
    private final int longest;

    private PatchSites(List<PatchSite> sites) {
        List<PatchSite> all = new ArrayList<>(sites);
        all.sort(Comparator.comparingLong(site -> site.gva() + Long.MIN_VALUE));
        this.sorted = List.copyOf(all);
        this.longest = all.stream().mapToInt(PatchSite::lengthBytes).max().orElse(0);
    }

    /**
     * Reads the tables of a file.
     *
     * @param more places that no table has, such as those of probes
     * @throws IOException if this kernel's structures have other members
     */
    public static PatchSites of(CodeImage image, Linux linux, List<PatchSite> more)
            throws IOException {
        return of(image, linux, LongUnaryOperator.identity(), more);
    }

    /**
     * Reads the tables of code that lay elsewhere.
     *
     * @param image the code where it lay then
     * @param place tells where something of then is now
     * @param more places that no table has, where they are now
     * @throws IOException as {@link #of(CodeImage, Linux, List)}
     */
    public static PatchSites of(
            CodeImage image, Linux linux, LongUnaryOperator place, List<PatchSite> more)
            throws IOException {
        List<PatchSite> sites = SiteReader.read(image, linux, place);
        sites.addAll(more);
        return new PatchSites(sites);
    }

    /** Returns how many there are. */
    public int count() {
        return sorted.size();
    }

    /** Returns all in ascending order of address. */
    List<PatchSite> all() {
        return sorted;
    }

    /** Returns the places that have a byte at an address. */
    public List<PatchSite> at(long gva) {
        List<PatchSite> found = new ArrayList<>();
        for (int i = lastUpTo(gva); i >= 0; i--) {
            PatchSite site = sorted.get(i);
            long distance = gva - site.gva();
            if (distance >= longest) {
                break;
            }
            if (distance < site.lengthBytes()) {
                found.add(site);
            }
        }
        return found;
    }

    /** Returns the index of the last place that starts at or before an address; -1 for none. */
    private int lastUpTo(long gva) {
        int low = 0;
        int high = sorted.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (Long.compareUnsigned(sorted.get(middle).gva(), gva) <= 0) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low - 1;
    }
}
