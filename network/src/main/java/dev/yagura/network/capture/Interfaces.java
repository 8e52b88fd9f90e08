package dev.yagura.network.capture;

import dev.yagura.bytes.Field;
import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.bytes.MalformedStructureException.Reason;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** The interfaces of a pcapng capture; blocks name them by their place in the section. */
final class Interfaces {
    private static final Field LINK_TYPE = new Field("linktype", 0, 2);
    private static final Field SNAP_LENGTH = new Field("snaplen", 4, 4);
    private static final int DESCRIPTION_BYTES = 8;
    private static final int NAME = 2;
    private static final int TIME_RESOLUTION = 9;
    private static final int TIME_OFFSET = 14;

    private static final Field STATISTICS_INTERFACE = new Field("interface ID", 0, 4);
    private static final Field STATISTICS_TIME_HIGH = new Field("timestamp (upper)", 4, 4);
    private static final Field STATISTICS_TIME_LOW = new Field("timestamp (lower)", 8, 4);
    private static final int STATISTICS_BYTES = 12;
    private static final int RECEIVED_BY_INTERFACE = 4;
    private static final int DROPPED_BY_INTERFACE = 5;
    private static final int DROPPED_BY_SYSTEM = 7;

    private final List<Numbered> all = new ArrayList<>();
    private int sectionStart;

    /**
     * An interface, and how its times are counted.
     *
     * @param captureInterface the interface
     * @param times how its times are counted
     */
    record Numbered(CaptureInterface captureInterface, TimeScale times) {
        /** Reads a time; empty if it is one that no calendar has. */
        Optional<Instant> time(OrderedStructure block, Field high, Field low)
                throws MalformedStructureException {
            return times.time(block.u32(high) << 32 | block.u32(low));
        }
    }

    /** From now on the next interface is the first. */
    void startSection() {
        sectionStart = all.size();
    }

    /** Takes an interface description block. */
    CaptureEvent.Described add(OrderedStructure block) throws MalformedStructureException {
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
        var added = new CaptureInterface(all.size(), name(options), linkType, snapLength);
        all.add(
                new Numbered(
                        added,
                        TimeScale.of(options.u8(TIME_RESOLUTION), options.u64(TIME_OFFSET))));
        return new CaptureEvent.Described(added);
    }

    /** Takes an interface statistics block; its counters start where the capture does. */
    CaptureEvent.Counted counted(OrderedStructure block) throws MalformedStructureException {
        Numbered on = get(block, STATISTICS_INTERFACE, block.u32(STATISTICS_INTERFACE));
        Options options = Options.after(block, STATISTICS_BYTES);
        return new CaptureEvent.Counted(
                on.captureInterface(),
                on.time(block, STATISTICS_TIME_HIGH, STATISTICS_TIME_LOW),
                options.u64(RECEIVED_BY_INTERFACE)
                        .map(OptionalLong::of)
                        .orElse(OptionalLong.empty()),
                LossTally.sum(
                        options.u64(DROPPED_BY_INTERFACE).orElse(0L),
                        options.u64(DROPPED_BY_SYSTEM).orElse(0L)));
    }

    /**
     * Returns an interface of the section.
     *
     * @param field where its number was read
     */
    Numbered get(OrderedStructure block, Field field, long id) throws MalformedStructureException {
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
        return all.stream().map(Numbered::captureInterface).toList();
    }

    private static String name(Options options) {
        Optional<byte[]> bytes = options.value(NAME);
        String name = bytes.map(utf8 -> new String(utf8, StandardCharsets.UTF_8)).orElse("");
        return name.length() <= CaptureLimits.MAX_NAME_CHARACTERS
                ? name
                : name.substring(0, CaptureLimits.MAX_NAME_CHARACTERS);
    }
}
