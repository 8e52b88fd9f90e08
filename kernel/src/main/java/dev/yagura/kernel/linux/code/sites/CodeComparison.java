package dev.yagura.kernel.linux.code.sites;

import dev.yagura.kernel.linux.GvaRange;
import dev.yagura.kernel.linux.Partial;
import dev.yagura.kernel.linux.image.CodeImage;
import dev.yagura.memory.paging.AddressSpace;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;

/** Compares what a guest has in memory with what it was loaded from. */
public final class CodeComparison {
    /** Changes so close to each other are one. */
    private static final int NEAR_BYTES = 16;

    /** A change is told with so many bytes. */
    private static final int SHOWN_BYTES = 32;

    /** Changes of one range that are told one by one. */
    private static final int MAX_DEVIATIONS = 1000;

    private final CodeImage image;
    private final PatchSites sites;
    private final SiteJudge judge;
    private final AddressSpace memory;
    private final Partial.Collector<Deviation> deviations = Partial.collector();
    private int untold;

    /** Prepares to compare; nothing is read yet. */
    public CodeComparison(CodeImage image, PatchSites sites, Targets targets, AddressSpace memory) {
        this.image = image;
        this.sites = sites;
        this.judge = new SiteJudge(targets);
        this.memory = memory;
    }

    /**
     * Compares a range that one part of the image holds.
     *
     * @return the changes in ascending order, and what could not be compared
     * @throws IOException if the memory source fails
     */
    public Partial<Deviation> compare(GvaRange range) throws IOException {
        int length = Math.toIntExact(range.lengthBytes());
        ByteBuffer bytes = image.bytes(range.start(), length).orElseThrow();
        byte[] expected = new byte[length];
        bytes.get(0, expected);
        byte[] found = expected.clone(); // a page that is not there is told, and equals
        RangeReader.read(
                memory,
                range.start(),
                found,
                (offset, _, why) ->
                        deviations.missing(
                                "page of code at 0x%x".formatted(range.start() + offset),
                                String.valueOf(why.getMessage())));
        new Run(range.start(), expected, found).compare();
        if (untold > 0) {
            deviations.missing(
                    "code at 0x%x".formatted(range.start()),
                    "%d changes beyond these %d".formatted(untold, MAX_DEVIATIONS));
        }
        return deviations.done();
    }

    private final class Run {
        private final long gva;
        private final byte[] expected;
        private final byte[] found;
        private int start = -1;
        private int end;
        private String site = "";
        private int told;

        Run(long gva, byte[] expected, byte[] found) {
            this.gva = gva;
            this.expected = expected;
            this.found = found;
        }

        void compare() throws IOException {
            int at = 0;
            while (at < expected.length) {
                int equal = Arrays.mismatch(expected, at, expected.length, found, at, found.length);
                if (equal < 0) {
                    break;
                }
                at += equal;
                int next = allowedUntil(at);
                if (next == at) {
                    changed(at);
                    next++;
                }
                at = next;
            }
            tell();
        }

        /** Returns where the place ends that allows what is at an offset; the offset if none. */
        private int allowedUntil(int at) throws IOException {
            site = start >= 0 ? site : "";
            for (PatchSite candidate : sites.at(gva + at)) {
                int from = (int) (candidate.gva() - gva);
                int length = candidate.lengthBytes();
                boolean inside = from >= 0 && length <= expected.length - from;
                if (inside && allows(candidate, from)) {
                    return from + length;
                }
                site = candidate.kind();
            }
            return at;
        }

        private boolean allows(PatchSite candidate, int from) throws IOException {
            int end = from + candidate.lengthBytes();
            return judge.allows(
                    candidate,
                    Arrays.copyOfRange(expected, from, end),
                    Arrays.copyOfRange(found, from, end),
                    deviations);
        }

        private void changed(int at) {
            if (start >= 0 && at - end > NEAR_BYTES) {
                tell();
            }
            if (start < 0) {
                start = at;
            }
            end = at + 1;
        }

        private void tell() {
            if (start < 0) {
                return;
            }
            if (told++ < MAX_DEVIATIONS) {
                deviations.add(
                        new Deviation(gva + start, end - start, hex(expected), hex(found), site));
            } else {
                untold++;
            }
            start = -1;
        }

        private String hex(byte[] bytes) {
            int count = Math.min(end - start, SHOWN_BYTES);
            return HexFormat.ofDelimiter(" ").formatHex(bytes, start, start + count);
        }
    }
}
