package dev.yagura.kernel.find;

import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.bytes.MalformedStructureException.Reason;
import dev.yagura.memory.paging.AddressSpace;
import dev.yagura.memory.paging.Mapping;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Reads from page tables where the kernel image is. */
final class ImageMapper {
    private static final String STRUCTURE = "page tables";

    private ImageMapper() {}

    /**
     * Returns the image that a root maps.
     *
     * <p>The image is physically contiguous: of the pages in its window, those count that lie at
     * the distance from their addresses at which most bytes do.
     *
     * @throws MalformedStructureException if the root maps nothing that could be a kernel
     */
    static KernelImage map(AddressSpace space) throws IOException {
        List<Mapping> pages = new ArrayList<>();
        Map<Long, Long> bytesAtDistance = new HashMap<>();
        space.forEachMapping(
                FinderLimits.IMAGE_WINDOW,
                FinderLimits.IMAGE_WINDOW + FinderLimits.IMAGE_WINDOW_BYTES - 1,
                FinderLimits.MAX_IMAGE_TABLES,
                page -> {
                    long distance = page.gpa() - page.gva();
                    if (bytesAtDistance.size() < FinderLimits.MAX_DISTANCES
                            || bytesAtDistance.containsKey(distance)) {
                        pages.add(page);
                        bytesAtDistance.merge(distance, page.pageSize(), Long::sum);
                    }
                    return true;
                });
        long distance = 0;
        long most = 0;
        for (Map.Entry<Long, Long> entry : bytesAtDistance.entrySet()) {
            if (entry.getValue() > most) {
                most = entry.getValue();
                distance = entry.getKey();
            }
        }
        if (most < FinderLimits.MIN_IMAGE_BYTES) {
            throw malformed(space, "map " + most + " bytes of an image, expected 4 MiB or more");
        }
        List<KernelImage.Run> runs = runs(pages, distance);
        long base = runs.getFirst().gva();
        if (base % FinderLimits.IMAGE_ALIGNMENT != 0
                || distance % FinderLimits.IMAGE_ALIGNMENT != 0
                || !runs.getFirst().executable()) {
            throw malformed(
                    space,
                    "map 0x"
                            + Long.toHexString(base)
                            + " to 0x"
                            + Long.toHexString(base + distance)
                            + (runs.getFirst().executable() ? "" : ", not executable")
                            + ", expected text on a boundary of 2 MiB");
        }
        return new KernelImage(space, base, base + distance, runs);
    }

    private static List<KernelImage.Run> runs(List<Mapping> pages, long distance) {
        List<KernelImage.Run> runs = new ArrayList<>();
        for (Mapping page : pages) {
            if (page.gpa() - page.gva() != distance) {
                continue;
            }
            KernelImage.Run last = runs.isEmpty() ? null : runs.getLast();
            if (last != null
                    && last.end() == page.gva()
                    && last.writable() == page.access().writable()
                    && last.executable() == page.access().executable()) {
                runs.set(
                        runs.size() - 1,
                        new KernelImage.Run(
                                last.gva(),
                                last.lengthBytes() + page.pageSize(),
                                last.writable(),
                                last.executable()));
            } else {
                runs.add(
                        new KernelImage.Run(
                                page.gva(),
                                page.pageSize(),
                                page.access().writable(),
                                page.access().executable()));
            }
        }
        return runs;
    }

    private static MalformedStructureException malformed(AddressSpace space, String detail) {
        return new MalformedStructureException(
                Reason.OUT_OF_RANGE,
                STRUCTURE,
                "image (" + space.mode().levels() + " levels from the root)",
                space.dtb(),
                detail);
    }
}
