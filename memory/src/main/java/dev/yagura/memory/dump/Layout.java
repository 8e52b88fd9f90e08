package dev.yagura.memory.dump;

import dev.yagura.bytes.Field;
import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.bytes.MalformedStructureException.Reason;
import dev.yagura.memory.Extent;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Collects the runs of memory that a dump's headers name, and lays them out without overlaps. */
final class Layout {
    /** One run as a header gives it. */
    private record Run(int number, long gpa, long fileOffset, long lengthBytes) {
        long end() {
            return gpa + lengthBytes;
        }
    }

    private final String structure;
    private final Field field;
    private final MemorySegment file;
    private final List<Run> runs = new ArrayList<>();
    private long comparedBytes;

    /**
     * Starts an empty layout.
     *
     * @param structure name of the header that gives a run, for messages
     * @param field the header's field with a run's first address, for messages
     * @param file the whole dump
     */
    Layout(String structure, Field field, MemorySegment file) {
        this.structure = structure;
        this.field = field;
        this.file = file;
    }

    /** Adds a run whose bounds the caller has checked against the file and the address space. */
    void add(int number, long gpa, long fileOffset, long lengthBytes) {
        runs.add(new Run(number, gpa, fileOffset, lengthBytes));
    }

    /**
     * Returns the runs as extents that do not overlap.
     *
     * <p>Two runs may give the same addresses only if they give the same bytes, as a kdump core
     * does with the kernel's text; anything else would let a dump say two things at once.
     */
    List<Extent> extents() throws MalformedStructureException {
        runs.sort(Comparator.comparingLong(Run::gpa).thenComparingLong(Run::lengthBytes));
        List<Extent> extents = new ArrayList<>(runs.size());
        Run last = null; // the run that reaches furthest so far
        for (Run run : runs) {
            long start = run.gpa();
            if (last != null && start < last.end()) {
                long shared = Math.min(run.end(), last.end()) - start;
                if (!sameBytes(last, run, shared)) {
                    throw overlap(last, run);
                }
                if (run.end() <= last.end()) {
                    continue;
                }
                start = last.end();
            }
            long skipped = start - run.gpa();
            extents.add(
                    new Extent(
                            start,
                            file.asSlice(run.fileOffset() + skipped, run.lengthBytes() - skipped)));
            last = run;
        }
        return extents;
    }

    private boolean sameBytes(Run first, Run second, long count) {
        long a = first.fileOffset() + (second.gpa() - first.gpa());
        long b = second.fileOffset();
        if (a == b) {
            return true;
        }
        comparedBytes += count;
        return comparedBytes <= DumpLimits.MAX_OVERLAP_BYTES
                && MemorySegment.mismatch(file, a, a + count, file, b, b + count) == -1;
    }

    private MalformedStructureException overlap(Run first, Run second) {
        return new MalformedStructureException(
                Reason.OUT_OF_RANGE,
                structure + " " + second.number(),
                field.name(),
                field.offset(),
                "is 0x%x, expected an address outside of number %d, [0x%x, 0x%x)"
                        .formatted(second.gpa(), first.number(), first.gpa(), first.end()));
    }
}
