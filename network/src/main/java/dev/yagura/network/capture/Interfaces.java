package dev.yagura.network.capture;

import dev.yagura.bytes.Field;
import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.bytes.MalformedStructureException.Reason;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The interfaces of a pcapng capture; blocks name them by their place in the section. */
final class Interfaces {
    private static final Field LINK_TYPE = new Field("linktype", 0, 2);
    private static final Field SNAP_LENGTH = new Field("snaplen", 4, 4);
    private static final int DESCRIPTION_BYTES = 8;
    private static final int NAME = 2;
    private static final int TIME_RESOLUTION = 9;
    private static final int TIME_OFFSET = 14;

    private static final Field STATISTICS_INTERFACE = new Field("interface ID", 0, 4);
    private static final int STATISTICS_BYTES = 12;
    private static final int DROPPED_BY_INTERFACE = 5;
    private static final int DROPPED_BY_SYSTEM = 7;

    private final List<Counted> all = new ArrayList<>();
    private int sectionStart;

    /** An interface with what is counted for it. */
    static final class Counted {
        private final CaptureInterface captureInterface;
        private final TimeScale times;
        private long droppedByStatistics;
        private long droppedByFrames;

        Counted(CaptureInterface captureInterface, TimeScale times) {
            this.captureInterface = captureInterface;
            this.times = times;
        }

        CaptureInterface captureInterface() {
            return captureInterface;
        }

        TimeScale times() {
            return times;
        }

        /** Notes that so many frames were lost before the one at hand. */
        void countDropped(long frames) {
            droppedByFrames = sum(droppedByFrames, frames);
        }

        private long dropped() {
            return Math.max(droppedByStatistics, droppedByFrames);
        }
    }

    /** From now on the next interface is the first. */
    void startSection() {
        sectionStart = all.size();
    }

    /** Takes an interface description block. */
    void add(OrderedStructure block) throws MalformedStructureException {
        if (all.size() == CaptureLimits.MAX_INTERFACES) {
            throw block.bytes()
                    .malformed(
                            Reason.OUT_OF_RANGE,
                            LINK_TYPE,
                            "is of interface %d, expected fewer".formatted(all.size() + 1));
        }
        int linkType = block.u16(LINK_TYPE);
        long snapLength = block.u32(SNAP_LENGTH);
        Options options = Options.after(block, DESCRIPTION_BYTES);
        all.add(
                new Counted(
                        new CaptureInterface(all.size(), name(options), linkType, snapLength),
                        TimeScale.of(options.u8(TIME_RESOLUTION), options.u64(TIME_OFFSET))));
    }

    /** Takes an interface statistics block; its counters start where the capture does. */
    void count(OrderedStructure block) throws MalformedStructureException {
        Counted counted = get(block, STATISTICS_INTERFACE, block.u32(STATISTICS_INTERFACE));
        Options options = Options.after(block, STATISTICS_BYTES);
        counted.droppedByStatistics =
                sum(
                        options.u64(DROPPED_BY_INTERFACE).orElse(0L),
                        options.u64(DROPPED_BY_SYSTEM).orElse(0L));
    }

    /**
     * Returns an interface of the section.
     *
     * @param field where its number was read
     */
    Counted get(OrderedStructure block, Field field, long id) throws MalformedStructureException {
        int here = all.size() - sectionStart;
        if (id >= here) {
            throw block.bytes()
                    .malformed(
                            Reason.OUT_OF_RANGE,
                            field,
                            "is %d of %d interfaces".formatted(id, here));
        }
        return all.get(sectionStart + (int) id);
    }

    List<CaptureInterface> all() {
        return all.stream().map(Counted::captureInterface).toList();
    }

    long droppedFrames() {
        return all.stream().mapToLong(Counted::dropped).reduce(0, Interfaces::sum);
    }

    /** Adds counters that anybody may have written; what is too large stays at the largest. */
    private static long sum(long a, long b) {
        long x = a < 0 ? Long.MAX_VALUE : a;
        long y = b < 0 ? Long.MAX_VALUE : b;
        return x + y < 0 ? Long.MAX_VALUE : x + y;
    }

    private static String name(Options options) {
        Optional<byte[]> bytes = options.value(NAME);
        String name = bytes.map(utf8 -> new String(utf8, StandardCharsets.UTF_8)).orElse("");
        return name.length() <= CaptureLimits.MAX_NAME_CHARACTERS
                ? name
                : name.substring(0, CaptureLimits.MAX_NAME_CHARACTERS);
    }
}
