package dev.yagura.bpf.run;

import dev.yagura.memory.paging.PageNotPresentException;
import dev.yagura.memory.paging.Translation;
import java.io.IOException;
import java.lang.foreign.MemorySegment;

/** The guest's kernel memory as a program reads it; {@code AddressSpace::read} is one. */
@FunctionalInterface
public interface GuestMemory {
    /** A guest without any memory. */
    GuestMemory NONE =
            (gva, destination) -> {
                throw new PageNotPresentException(gva, new Translation.NonCanonical());
            };

    /**
     * Copies {@code destination.byteSize()} bytes from {@code gva} on; all or nothing.
     *
     * @param gva guest-virtual address, bit 63 set
     * @throws PageNotPresentException if a page of the range is missing
     * @throws IOException if the memory source fails
     */
    void read(long gva, MemorySegment destination) throws IOException;
}
