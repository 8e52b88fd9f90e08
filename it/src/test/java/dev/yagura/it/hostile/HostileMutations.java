package dev.yagura.it.hostile;

import dev.yagura.detect.Detector;
import dev.yagura.it.hostile.HostileCore.Outcome;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Random;

/** Words at random in what detectors read, made into other pointers and numbers at random. */
final class HostileMutations {
    private static final int PAGE_BYTES = 4096;
    private static final int MAX_WORDS = 4;

    private final HostileCore guest;
    private final long mostReads;
    private final long directMap;
    private final List<Detector> detectors;
    private final List<List<Integer>> pages = new ArrayList<>();

    HostileMutations(HostileCore guest, Collection<Detector> detectors, long mostReads)
            throws IOException {
        this.guest = guest;
        this.detectors = List.copyOf(detectors);
        this.mostReads = mostReads;
        this.directMap = guest.before().u64(guest.symbol("page_offset_base"));
        for (Detector detector : detectors) {
            pages.add(guest.run(detector, mostReads).pages());
        }
    }

    /**
     * Changes some words and runs a detector, both as the seed says.
     *
     * @throws RuntimeException what the detector does wrong
     */
    Outcome run(long seed) throws IOException {
        Random random = new Random(seed);
        int chosen = random.nextInt(detectors.size());
        List<Integer> read = pages.get(chosen);
        try {
            for (int i = random.nextInt(MAX_WORDS); i >= 0; i--) {
                long gpa = wordIn(read, random);
                guest.putPhysical(gpa, value(gpa, read, random));
            }
            return guest.run(detectors.get(chosen), mostReads);
        } finally {
            guest.undo();
        }
    }

    /** Returns where a word is, one that is not 0 if that is found soon. */
    private long wordIn(List<Integer> read, Random random) throws IOException {
        long gpa = 0;
        for (int tries = 0; tries < 16; tries++) {
            long page = read.get(random.nextInt(read.size())) * (long) PAGE_BYTES;
            gpa = page + (long) Long.BYTES * random.nextInt(PAGE_BYTES / Long.BYTES);
            if (guest.physical(gpa) != 0) {
                return gpa;
            }
        }
        return gpa;
    }

    private long value(long gpa, List<Integer> read, Random random) throws IOException {
        return switch (random.nextInt(8)) {
            case 0 -> 0;
            case 1 -> -1;
            case 2 -> Long.MAX_VALUE - random.nextInt(4096);
            case 3 -> directMap + gpa; // to itself
            case 4 -> directMap + wordIn(read, random); // to something else that is read
            case 5 -> guest.physical(wordIn(read, random)); // what something else holds
            case 6 -> guest.physical(gpa) ^ 1L << random.nextInt(Long.SIZE);
            default -> random.nextLong();
        };
    }
}
