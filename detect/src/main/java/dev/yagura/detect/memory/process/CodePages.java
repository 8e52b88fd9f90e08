package dev.yagura.detect.memory.process;

import dev.yagura.kernel.linux.mm.Mapping;
import dev.yagura.kernel.linux.mm.ProbedPages;
import dev.yagura.kernel.linux.mm.UserMemory;
import java.io.IOException;
import java.util.HexFormat;
import java.util.Optional;

/** Looks into the pages of mappings. */
final class CodePages {
    /** Pages of one mapping that are looked at: 64 MiB. */
    private static final int MAX_PAGES = 16_384;

    private static final int SAMPLE_BYTES = 16;
    private static final int PAGE_BYTES = 4096;
    private static final String ELF = "7f454c46";

    private final UserMemory memory;
    private final ProbedPages probed;

    CodePages(UserMemory memory, ProbedPages probed) {
        this.memory = memory;
        this.probed = probed;
    }

    /**
     * The first bytes that are not zero in a page.
     *
     * @param gva where they are, in the process's memory
     * @param hex the bytes
     * @param sure whether the kernel's own notes say that the page is no file's
     */
    record Sample(long gva, String hex, boolean sure) {
        /** Returns whether a program or library starts there. */
        boolean isProgram() {
            return hex.startsWith(ELF);
        }
    }

    /** Returns the start of the first page that holds anything. */
    Optional<Sample> filled(Mapping mapping) throws IOException {
        Optional<UserMemory.Page> page =
                memory.first(
                        mapping.start(), mapping.end(), MAX_PAGES, found -> firstByte(found) >= 0);
        return page.isPresent() ? Optional.of(sample(page.get(), false)) : Optional.empty();
    }

    /**
     * Returns the start of the first page that is the process's own; where a kernel does not let
     * that be told, of the first page.
     */
    Optional<Sample> own(Mapping mapping) throws IOException {
        boolean[] told = {false};
        Optional<UserMemory.Page> page =
                memory.first(
                        mapping.start(),
                        mapping.end(),
                        MAX_PAGES,
                        found -> {
                            if (probed.has(mapping, found.gva())) {
                                return false; // The kernel wrote a breakpoint there.
                            }
                            Optional<Boolean> own = memory.isOwn(found);
                            told[0] = own.isPresent();
                            return own.orElse(true);
                        });
        return page.isPresent() ? Optional.of(sample(page.get(), told[0])) : Optional.empty();
    }

    private int firstByte(UserMemory.Page page) throws IOException {
        for (int chunk = 0; chunk < page.lengthBytes(); chunk += PAGE_BYTES) {
            byte[] bytes = memory.memory().bytes(page.gva() + chunk, PAGE_BYTES);
            for (int i = 0; i < bytes.length; i++) {
                if (bytes[i] != 0) {
                    return chunk + i;
                }
            }
            if (chunk == MAX_PAGES * PAGE_BYTES) {
                break;
            }
        }
        return -1;
    }

    private Sample sample(UserMemory.Page page, boolean sure) throws IOException {
        int first = Math.clamp(firstByte(page), 0, (int) page.lengthBytes() - SAMPLE_BYTES);
        long gva = page.gva() + first;
        return new Sample(
                gva, HexFormat.of().formatHex(memory.memory().bytes(gva, SAMPLE_BYTES)), sure);
    }
}
