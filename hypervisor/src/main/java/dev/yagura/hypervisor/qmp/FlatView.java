package dev.yagura.hypervisor.qmp;

import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.bytes.MalformedStructureException.Reason;
import dev.yagura.memory.GpaRange;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads the address space {@code memory} out of the human monitor's {@code info mtree -f}.
 *
 * <p>The form is that of {@code mtree_print_flatview} in QEMU's {@code softmmu/memory.c} (later
 * {@code system/memory.c}): views separated by empty lines; in each the names of its address spaces
 * and then its ranges, ascending, end inclusive. Of the ranges only {@code ram} and {@code rom}
 * (also {@code nv-ram}, {@code nv-rom}) are bytes in QEMU's memory. A {@code ramd} is a
 * passed-through device, where a read may act, and a {@code romd} is flash; both are left out like
 * {@code i/o}.
 */
public final class FlatView {
    /** Most RAM and ROM ranges accepted; a q35 with every slot filled has about 60. */
    public static final int MAX_RANGES = 4096;

    private static final String NAME = "info mtree";
    private static final int MAX_LINE_CHARS = 4096;

    // "  START-END (prio N, TYPE): REGION[ @OFFSET][ KVM]..."
    private static final Pattern RANGE =
            Pattern.compile(
                    "  ([0-9a-f]{16})-([0-9a-f]{16}) \\(prio -?\\d{1,10}, ([a-z/-]{1,8})\\): (.*)");
    private static final Pattern OFFSET = Pattern.compile("(.*) @([0-9a-f]{16})");

    private FlatView() {}

    /**
     * Parses the text.
     *
     * @param text as the monitor gave it, line ends of either kind
     * @return the ranges, ascending, not overlapping; at least one
     * @throws MalformedStructureException if there is no address space {@code memory}, or its
     *     ranges cannot be true
     */
    public static List<FlatRange> parse(String text) throws MalformedStructureException {
        List<FlatRange> ranges = new ArrayList<>();
        boolean inMemory = false;
        int at = 0;
        for (String line : text.split("\r?\n", -1)) {
            if (line.length() > MAX_LINE_CHARS) {
                throw malformed(Reason.OUT_OF_RANGE, "line", at, "is too long");
            }
            if (line.startsWith(" AS \"memory\",")) {
                inMemory = true;
            } else if (inMemory && line.isEmpty()) {
                break;
            } else if (inMemory) {
                addRange(line, at, ranges);
            }
            at += line.length() + 1;
        }
        if (ranges.isEmpty()) {
            throw malformed(
                    Reason.BAD_MAGIC,
                    "AS \"memory\"",
                    0,
                    "is missing or has no ram, expected some");
        }
        return ranges;
    }

    private static void addRange(String line, int at, List<FlatRange> ranges)
            throws MalformedStructureException {
        Matcher match = RANGE.matcher(line);
        if (!match.matches() || !isKeptByQemu(match.group(3))) {
            return;
        }
        long start = address(match.group(1), at);
        long end = address(match.group(2), at) + 1;
        long previousEnd = ranges.isEmpty() ? 0 : ranges.getLast().range().end();
        if (start < previousEnd || end <= start) {
            throw malformed(
                    Reason.OUT_OF_RANGE,
                    "range",
                    at,
                    "is 0x%x-0x%x, expected a start from 0x%x and an end after it"
                            .formatted(start, end - 1, previousEnd));
        }
        if (ranges.size() == MAX_RANGES) {
            throw malformed(Reason.OUT_OF_RANGE, "range", at, "is one of more than " + MAX_RANGES);
        }
        String region = withoutAccelerators(match.group(4));
        long offset = 0;
        Matcher offsetMatch = OFFSET.matcher(region);
        if (offsetMatch.matches()) {
            region = offsetMatch.group(1);
            offset = address(offsetMatch.group(2), at);
        }
        ranges.add(new FlatRange(new GpaRange(start, end), region, offset));
    }

    private static boolean isKeptByQemu(String type) {
        return switch (type) {
            case "ram", "rom", "nv-ram", "nv-rom" -> true;
            default -> false;
        };
    }

    /** Cuts off the accelerator's name, which is printed once for each address space it serves. */
    private static String withoutAccelerators(String region) {
        String left = region;
        while (left.endsWith(" KVM")) {
            left = left.substring(0, left.length() - " KVM".length());
        }
        return left;
    }

    private static long address(String digits, int at) throws MalformedStructureException {
        long value = Long.parseUnsignedLong(digits, 16);
        if (value < 0 || value >= 1L << 52) {
            throw malformed(
                    Reason.OUT_OF_RANGE,
                    "address",
                    at,
                    "is 0x%x, expected less than 2^52".formatted(value));
        }
        return value;
    }

    private static MalformedStructureException malformed(
            Reason reason, String field, long offset, String detail) {
        return new MalformedStructureException(reason, NAME, field, offset, detail);
    }
}
