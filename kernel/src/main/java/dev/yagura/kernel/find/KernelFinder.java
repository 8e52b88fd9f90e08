package dev.yagura.kernel.find;

import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.memory.Look;
import dev.yagura.memory.MemoryHoleException;
import dev.yagura.memory.VcpuRegisters;
import dev.yagura.memory.paging.AddressSpace;
import dev.yagura.memory.paging.PageNotPresentException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Finds the one kernel that runs in a guest.
 *
 * <p>Root tables come from, in this order: vCPU registers; the first MiB of memory, where the table
 * for starting CPUs is and no process's memory; all of memory. From the first two the first kernel
 * that passes every check is taken. A process could lay out tables and a kernel of its own in its
 * memory, so in the last case there must be exactly one.
 */
public final class KernelFinder {
    /** Linux keeps this part for itself, or at least for DMA: arch/x86/realmode/init.c. */
    private static final long LOW_MEMORY = 1L << 20;

    private final Look look;
    private final SearchLog log;
    private final ImageOpener opener;
    private final List<KernelImage> tried = new ArrayList<>();

    /**
     * Prepares a search.
     *
     * @param log receives what was searched and refused
     */
    public KernelFinder(Look look, GivenSources given, SearchLog log) {
        this.look = look;
        this.log = log;
        this.opener = new ImageOpener(look, given);
    }

    /**
     * Searches.
     *
     * @param hints registers of vCPUs; may be empty
     * @return the kernel, or empty where there is none, or more than one
     * @throws IOException if the memory source fails
     */
    public Optional<FoundKernel> find(List<VcpuRegisters> hints) throws IOException {
        List<AddressSpace> hinted = HintedRoots.of(look, hints);
        log.searched(hinted.size() + " root tables of " + hints.size() + " vCPUs");
        for (AddressSpace space : hinted) {
            Optional<FoundKernel> found = open(space);
            if (found.isPresent()) {
                return found;
            }
        }
        RootScan scan = new RootScan(look);
        for (AddressSpace space : scan.scan(0, LOW_MEMORY)) {
            Optional<FoundKernel> found = open(space);
            if (found.isPresent()) {
                return found;
            }
        }
        List<FoundKernel> all = new ArrayList<>();
        for (AddressSpace space : scan.scan(LOW_MEMORY, Long.MAX_VALUE)) {
            open(space).ifPresent(all::add);
        }
        log.searched(scan.pages() + " pages of guest-physical memory");
        if (all.size() > 1) {
            for (FoundKernel kernel : all) {
                log.refused(
                        "kernel at gpa 0x"
                                + Long.toHexString(kernel.physicalBase())
                                + ": one of "
                                + all.size()
                                + ", expected one");
            }
        }
        return all.size() == 1 ? Optional.of(all.getFirst()) : Optional.empty();
    }

    private Optional<FoundKernel> open(AddressSpace space) throws IOException {
        try {
            KernelImage image = ImageMapper.map(space);
            if (wasTried(image)) {
                return Optional.empty();
            }
            if (tried.size() == FinderLimits.MAX_IMAGES) {
                log.refused(
                        "image at gpa 0x"
                                + Long.toHexString(image.physicalBase())
                                + ": not looked into after "
                                + FinderLimits.MAX_IMAGES
                                + " others, expected fewer");
                return Optional.empty();
            }
            tried.add(image);
            return Optional.of(opener.open(image));
        } catch (MalformedStructureException | PageNotPresentException | MemoryHoleException e) {
            log.refused(Objects.requireNonNullElse(e.getMessage(), e.toString()));
            return Optional.empty();
        }
    }

    private boolean wasTried(KernelImage image) {
        for (KernelImage other : tried) {
            if (image.isSameAs(other)) {
                return true;
            }
        }
        return false;
    }
}
