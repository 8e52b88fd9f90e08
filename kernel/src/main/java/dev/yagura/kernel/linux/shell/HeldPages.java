package dev.yagura.kernel.linux.shell;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import dev.yagura.kernel.linux.mm.Mapping;
import dev.yagura.memory.paging.AddressSpace;
import dev.yagura.memory.paging.MappingSweep;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** The pages of a process's anonymous memory that are there, copied: as much as is allowed. */
final class HeldPages {
    /** A shell needs some megabytes; with more, somebody wants the search to take long. */
    static final int MAX_BYTES = 64 << 20;

    /** Page tables read for one mapping, at most. */
    private static final long MAX_TABLES = 1024;

    private static final int PAGE_BYTES = 4096;

    private final AddressSpace memory;
    private final List<Piece> pieces = new ArrayList<>();
    private final List<Mapping> mappings = new ArrayList<>();
    private long bytes;
    private boolean cut;

    /**
     * Pages without a gap between them.
     *
     * @param gva address of the first
     * @param bytes what they hold
     */
    record Piece(long gva, ByteBuffer bytes) {}

    HeldPages(AddressSpace memory) {
        this.memory = memory;
    }

    /** Copies what is there of a mapping. */
    void add(Mapping mapping) throws IOException {
        mappings.add(mapping);
        if (mapping.lengthBytes() <= 0) {
            return;
        }
        List<Long> pages = new ArrayList<>();
        MappingSweep sweep =
                memory.forEachMapping(
                        mapping.start(),
                        mapping.end() - 1,
                        MAX_TABLES,
                        page -> {
                            for (long at = 0; at < page.pageSize(); at += PAGE_BYTES) {
                                long gva = page.gva() + at;
                                if (Long.compareUnsigned(
                                                gva - mapping.start(), mapping.lengthBytes())
                                        < 0) {
                                    pages.add(gva);
                                }
                            }
                            return (long) pages.size() * PAGE_BYTES + bytes <= MAX_BYTES;
                        });
        cut |= !sweep.complete();
        copy(pages);
    }

    private void copy(List<Long> pages) throws IOException {
        int first = 0;
        for (int i = 1; i <= pages.size(); i++) {
            if (i < pages.size() && pages.get(i) == pages.get(i - 1) + PAGE_BYTES) {
                continue;
            }
            if (i > first) {
                int length = (i - first) * PAGE_BYTES;
                if (bytes + length > MAX_BYTES) {
                    cut = true;
                    return;
                }
                bytes += length;
                long gva = pages.get(first);
                pieces.add(
                        new Piece(
                                gva,
                                ByteBuffer.wrap(memory.bytes(gva, length)).order(LITTLE_ENDIAN)));
            }
            first = i;
        }
    }

    List<Piece> pieces() {
        return pieces;
    }

    /** Returns whether there is more than is allowed. */
    boolean isCut() {
        return cut;
    }

    /** Returns whether an address lies in one of the mappings. */
    boolean maps(long gva) {
        return mappings.stream()
                .anyMatch(mapping ->
                        Long.compareUnsigned(gva - mapping.start(), mapping.lengthBytes()) < 0);
    }
}
