package dev.yagura.kernel.symbols;

import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.bytes.MalformedStructureException.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/**
 * Finds kallsyms in a kernel's read-only data by the form of its tables alone.
 *
 * <p>The search begins with the token index, whose form chance does not produce, and goes from
 * there to the tables around it, as {@code scripts/kallsyms.c} of Linux 5.10 to 7.2 writes them.
 * Whatever is found is decoded whole and checked before it is a result; what fails a check is
 * listed with the reason. Time and memory are linear in the size of the region.
 */
public final class KallsymsFinder {
    /**
     * What a region holds.
     *
     * @param found tables that passed every check; a kernel has one
     * @param refused messages for those that look like kallsyms and are not, or not of this image
     */
    public record Result(List<Kallsyms> found, List<String> refused) {
        /** Copies the lists. */
        public Result {
            found = List.copyOf(found);
            refused = List.copyOf(refused);
        }
    }

    private final Region region;
    private final long imageStart;

    private KallsymsFinder(Region region, long imageStart) {
        this.region = region;
        this.imageStart = imageStart;
    }

    /**
     * Searches a piece of kernel memory.
     *
     * @param region a copy of the memory; must not change during the call
     * @param regionGva address of its first byte, a multiple of 4096
     * @param imageStart first address of the kernel image ({@code _text}) by the page tables;
     *     tables that disagree are refused, such as those of another copy of the kernel
     */
    public static Result find(byte[] region, long regionGva, long imageStart) {
        return new KallsymsFinder(new Region(region, regionGva), imageStart).run();
    }

    private Result run() {
        List<Kallsyms> found = new ArrayList<>();
        List<String> refused = new ArrayList<>();
        int at = TokenIndex.next(region, 0);
        while (at >= 0 && found.size() + refused.size() < KallsymsLimits.MAX_CANDIDATES) {
            try {
                found.add(read(at));
            } catch (MalformedStructureException e) {
                refused.add(
                        "kallsyms near 0x"
                                + Long.toHexString(region.gva(at))
                                + ": "
                                + e.getMessage());
            }
            at = TokenIndex.next(region, at + TokenIndex.ALIGNMENT);
        }
        return new Result(found, refused);
    }

    private Kallsyms read(int at) throws MalformedStructureException {
        TokenIndex index = TokenIndex.read(region, at);
        Markers markers = Markers.before(region, index.tableAt());
        NamesPlace place = NamesPlace.before(region, markers);
        Offsets offsets = Offsets.find(region, place, markers, index, imageStart);
        long[] addresses = offsets.addresses(region, place.count(), imageStart);
        byte[] stream =
                region.copy(
                        CompressedNames.STRUCTURE,
                        place.namesAt(),
                        (long) markers.at() - place.namesAt());
        CompressedNames names = new CompressedNames(stream, place.count(), markers, index.tokens());
        Kallsyms found = new Kallsyms(names, addresses, offsets.layout(), imageStart);
        requireText(found);
        return found;
    }

    /** Refuses tables that belong to a kernel somewhere else. */
    private void requireText(Kallsyms found) throws MalformedStructureException {
        OptionalLong text = found.address("_text");
        if (text.isEmpty() || text.getAsLong() != imageStart) {
            throw new MalformedStructureException(
                    Reason.OUT_OF_RANGE,
                    "kallsyms",
                    "_text",
                    0,
                    (text.isEmpty() ? "is missing" : "is 0x" + Long.toHexString(text.getAsLong()))
                            + ", expected 0x"
                            + Long.toHexString(imageStart));
        }
    }
}
