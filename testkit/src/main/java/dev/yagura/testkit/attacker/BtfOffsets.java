package dev.yagura.testkit.attacker;

import dev.yagura.bytes.Field;
import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.bytes.MalformedStructureException.Reason;
import dev.yagura.bytes.Structure;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Offsets of structure members, read from a kernel's BTF.
 *
 * <p>Does no more than the attacker needs and stays apart from Yagura's own reader on purpose.
 * Source: Linux kernel document {@code Documentation/bpf/btf.rst}, "BTF Type and String Encoding".
 */
final class BtfOffsets {
    private static final Field MAGIC = new Field("magic", 0, 2);
    private static final Field HDR_LEN = new Field("hdr_len", 4, 4);
    private static final Field TYPE_OFF = new Field("type_off", 8, 4);
    private static final Field TYPE_LEN = new Field("type_len", 12, 4);
    private static final Field STR_OFF = new Field("str_off", 16, 4);
    private static final Field STR_LEN = new Field("str_len", 20, 4);
    private static final int MAGIC_VALUE = 0xEB9F;
    private static final int KIND_STRUCT = 4;
    private static final int KIND_UNION = 5;

    /** Nameless structures in each other; the kernel's go five deep. */
    private static final int MAX_DEPTH = 16;

    private static final int MEMBER_BYTES = 12;

    /** Bytes that follow a type's 12, by kind: fixed, and for each of its vlen elements. */
    private static final int[] FIXED = {
        0, 4, 0, 12, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 4, 0, 0, 4, 0, 0
    };

    private static final int[] PER_ELEMENT = {
        0, 0, 0, 0, 12, 12, 8, 0, 0, 0, 0, 0, 0, 8, 0, 12, 0, 0, 0, 12
    };

    private final Structure btf;
    private final long strings;
    private final long types;
    private final long typesEnd;
    private final long stringsEnd;

    private BtfOffsets(Structure btf) throws MalformedStructureException {
        this.btf = btf;
        int magic = btf.u16(MAGIC);
        if (magic != MAGIC_VALUE) {
            throw btf.malformed(
                    Reason.BAD_MAGIC, MAGIC, "is 0x%x, expected 0xeb9f".formatted(magic));
        }
        long header = btf.u32InRange(HDR_LEN, 24, btf.size());
        this.types = header + btf.u32InRange(TYPE_OFF, 0, btf.size() - header);
        this.typesEnd = types + btf.u32InRange(TYPE_LEN, 0, btf.size() - types);
        this.strings = header + btf.u32InRange(STR_OFF, 0, btf.size() - header);
        this.stringsEnd = strings + btf.u32InRange(STR_LEN, 0, btf.size() - strings);
    }

    /** Reads the header. */
    static BtfOffsets parse(byte[] bytes) throws MalformedStructureException {
        return new BtfOffsets(Structure.of("BTF", bytes));
    }

    /**
     * Finds a structure that has all of the members, directly or in a nameless part of it.
     *
     * @return offsets in bytes by member; empty if there is no such structure
     */
    Optional<Map<String, Long>> find(String structure, List<String> members)
            throws MalformedStructureException {
        List<Long> starts = starts();
        for (long at : starts) {
            if (kind(at) == KIND_STRUCT
                    && name(btf.u32(new Field("name_off", at, 4))).equals(structure)) {
                Map<String, Long> offsets = new HashMap<>();
                addOffsets(at, 0, 0, starts, offsets);
                if (offsets.keySet().containsAll(members)) {
                    offsets.keySet().retainAll(members);
                    return Optional.of(offsets);
                }
            }
        }
        return Optional.empty();
    }

    /** Returns where each type starts, by its number less one. */
    private List<Long> starts() throws MalformedStructureException {
        List<Long> starts = new ArrayList<>();
        long at = types;
        while (at < typesEnd) {
            int kind = kind(at);
            starts.add(at);
            at += 12 + FIXED[kind] + (info(at) & 0xFFFF) * PER_ELEMENT[kind];
        }
        return starts;
    }

    private long info(long at) throws MalformedStructureException {
        return btf.u32(new Field("info", at + 4, 4));
    }

    private int kind(long at) throws MalformedStructureException {
        int kind = (int) (info(at) >>> 24) & 0x1F;
        if (kind == 0 || kind >= FIXED.length) {
            throw btf.malformed(
                    Reason.UNSUPPORTED,
                    new Field("info", at + 4, 4),
                    "is of kind %d".formatted(kind));
        }
        return kind;
    }

    private void addOffsets(
            long start, long from, int depth, List<Long> starts, Map<String, Long> offsets)
            throws MalformedStructureException {
        long info = info(start);
        for (long i = 0; i < (info & 0xFFFF); i++) {
            long at = start + 12 + i * MEMBER_BYTES;
            long bits = btf.u32(new Field("offset", at + 8, 4));
            // With bitfields the upper 8 bits hold a width.
            long offset = from + ((info >>> 31) != 0 ? bits & 0xFFFFFF : bits) / Byte.SIZE;
            String name = name(btf.u32(new Field("name_off", at, 4)));
            long type = btf.u32(new Field("type", at + 4, 4));
            if (!name.isEmpty()) {
                offsets.put(name, offset);
            } else if (type >= 1 && type <= starts.size() && depth < MAX_DEPTH) {
                long part = starts.get((int) type - 1);
                if (kind(part) == KIND_STRUCT || kind(part) == KIND_UNION) {
                    addOffsets(part, offset, depth + 1, starts, offsets);
                }
            }
        }
    }

    private String name(long offset) throws MalformedStructureException {
        MemorySegment bytes = btf.bytes();
        long start = strings + offset;
        long end = start;
        while (end < stringsEnd && bytes.get(ValueLayout.JAVA_BYTE, end) != 0) {
            end++;
        }
        if (end >= stringsEnd) {
            throw btf.malformed(
                    Reason.OUT_OF_RANGE,
                    new Field("name_off", offset, 4),
                    "leads to 0x%x, past the last string".formatted(start));
        }
        byte[] text = bytes.asSlice(start, end - start).toArray(ValueLayout.JAVA_BYTE);
        return new String(text, StandardCharsets.UTF_8);
    }
}
