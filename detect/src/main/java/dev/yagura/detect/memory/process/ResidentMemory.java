package dev.yagura.detect.memory.process;

import dev.yagura.detect.yara.YaraScan;
import dev.yagura.kernel.linux.GuestFaults;
import dev.yagura.kernel.linux.mm.Mapping;
import dev.yagura.kernel.linux.mm.UserMemory;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The pages of a process that are there, in pieces without a gap. */
final class ResidentMemory {
    /** Pages of one mapping that are looked for: 1 GiB of 4 KiB pages. */
    private static final int MAX_PAGES = 1 << 18;

    /** Bytes of one process that are searched. */
    private static final long MAX_BYTES = 4L << 30;

    private static final int PAGE_BYTES = 4096;

    private final UserMemory memory;
    private long searchedBytes;
    private long absentBytes;
    private long leftOutBytes;

    ResidentMemory(UserMemory memory) {
        this.memory = memory;
    }

    /** A piece without a gap. */
    private record Piece(long start, long end) {}

    /** Searches what is there of a mapping. */
    void search(Mapping mapping, YaraScan scan) throws IOException {
        if (mapping.lengthBytes() <= 0 || !mapping.isReadable()) {
            return;
        }
        long there = 0;
        for (Piece piece : pieces(mapping)) {
            long length = piece.end() - piece.start();
            there += length;
            if (searchedBytes + length > MAX_BYTES) {
                leftOutBytes += length;
                continue;
            }
            searchedBytes += length;
            scan.search(
                    piece.start(),
                    (offset, to, at, most) ->
                            offset >= length
                                    ? 0
                                    : read(
                                            piece.start() + offset,
                                            to,
                                            at,
                                            (int) Math.min(most, length - offset)));
        }
        absentBytes += Math.max(0, mapping.lengthBytes() - there);
    }

    private List<Piece> pieces(Mapping mapping) throws IOException {
        List<Piece> pieces = new ArrayList<>();
        memory.first(
                mapping.start(),
                mapping.end(),
                MAX_PAGES,
                page -> {
                    long start = Math.max(page.gva(), mapping.start());
                    long end = Math.min(page.gva() + page.lengthBytes(), mapping.end());
                    if (!pieces.isEmpty() && pieces.getLast().end() == start) {
                        start = pieces.removeLast().start();
                    }
                    pieces.add(new Piece(start, end));
                    return false;
                });
        return pieces;
    }

    /** Reads bytes at an address, up to where a page is not there. */
    int read(long gva, byte[] to, int at, int length) throws IOException {
        int done = 0;
        while (done < length) {
            int inPage = (int) (PAGE_BYTES - (gva + done) % PAGE_BYTES);
            int count = Math.min(length - done, inPage);
            try {
                memory.memory()
                        .read(gva + done, MemorySegment.ofArray(to).asSlice(at + done, count));
            } catch (IOException e) {
                if (!GuestFaults.isGuestFault(e)) {
                    throw e;
                }
                return done; // Gone since the tables were read, or a hole of the dump.
            }
            done += count;
        }
        return done;
    }

    /** Returns bytes at an address, fewer where a page is not there. */
    byte[] bytes(long gva, int length) throws IOException {
        byte[] bytes = new byte[length];
        return Arrays.copyOf(bytes, read(gva, bytes, 0, length));
    }

    long searchedBytes() {
        return searchedBytes;
    }

    /** Returns how much of the mappings was swapped out, or never touched. */
    long absentBytes() {
        return absentBytes;
    }

    /** Returns what was there and was not searched, if anything was. */
    Optional<String> leftOut() {
        return leftOutBytes == 0
                ? Optional.empty()
                : Optional.of(
                        "%d bytes of its memory were not searched, only %d"
                                .formatted(leftOutBytes, MAX_BYTES));
    }
}
