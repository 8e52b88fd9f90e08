package dev.yagura.detect.packages.rpm;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.yagura.bytes.Field;
import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.bytes.MalformedStructureException.Reason;
import dev.yagura.bytes.Structure;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A header as the database has it: two counts, the index and the data; without the magic number and
 * the signatures that it has in a package's file.
 *
 * <p>Of entries with one tag the last one counts: those that rpm adds on installation stand behind
 * those that were signed, and replace them.
 */
final class RpmHeader {
    /** The most elements that one entry may have: files of one package. */
    static final int MAX_ELEMENTS = 1 << 18;

    /** {@code HEADER_TAGS_MAX} of rpm. */
    private static final int MAX_ENTRIES = 0xFFFF;

    private static final int INDEX_OFFSET = 8;
    private static final int ENTRY_BYTES = 16;
    private static final Field IL = new Field("il", 0, 4);
    private static final Field DL = new Field("dl", 4, 4);

    /** Kinds of data, by their number in the format, and how many bytes an element has. */
    enum Type {
        CHAR(1, 1),
        INT16(3, 2),
        INT32(4, 4),
        STRING(6, 1),
        STRING_ARRAY(8, 1);

        private final int number;
        private final int bytes;

        Type(int number, int bytes) {
            this.number = number;
            this.bytes = bytes;
        }
    }

    /** An index entry: where the data starts, from the start of the header. */
    private record Entry(long type, long offset, long count) {}

    private final Structure header;
    private final byte[] bytes;
    private final Map<Long, Entry> entries = new HashMap<>();

    private RpmHeader(byte[] bytes) {
        this.header = Structure.of("rpm header", bytes);
        this.bytes = bytes;
    }

    static RpmHeader parse(byte[] bytes) throws MalformedStructureException {
        RpmHeader header = new RpmHeader(bytes);
        header.readIndex();
        return header;
    }

    private void readIndex() throws MalformedStructureException {
        long il = header.requireRange(IL, header.u32be(IL), 1, MAX_ENTRIES);
        long data = INDEX_OFFSET + ENTRY_BYTES * il;
        if (data + header.u32be(DL) != bytes.length) {
            throw header.malformed(
                    Reason.OUT_OF_RANGE,
                    DL,
                    "is %d behind %d of index, expected %d bytes in all"
                            .formatted(header.u32be(DL), data, bytes.length));
        }
        for (int i = 0; i < il; i++) {
            int at = INDEX_OFFSET + ENTRY_BYTES * i;
            long tag = header.u32be(field("tag", at, 4));
            long type = header.u32be(field("type", at + 4, 4));
            long offset = header.u32be(field("offset", at + 8, 4));
            long count = header.u32be(field("count", at + 12, 4));
            entries.put(tag, new Entry(type, data + offset, count));
        }
    }

    private static Field field(String name, long offset, int size) {
        return new Field(name, offset, size);
    }

    boolean has(RpmTag tag) {
        return entries.containsKey((long) tag.number());
    }

    /** Returns an entry's text; empty if there is none. */
    String text(RpmTag tag) throws MalformedStructureException {
        List<String> texts = texts(tag);
        return texts.isEmpty() ? "" : texts.getFirst();
    }

    /** Returns an entry's texts; none if there is no such entry. */
    List<String> texts(RpmTag tag) throws MalformedStructureException {
        Entry entry = entries.get((long) tag.number());
        if (entry == null) {
            return List.of();
        }
        check(tag, entry);
        List<String> texts = new ArrayList<>();
        int at = (int) entry.offset();
        for (int i = 0; i < entry.count(); i++) {
            int end = at;
            while (end < bytes.length && bytes[end] != 0) {
                end++;
            }
            if (end == bytes.length) {
                throw header.malformed(
                        Reason.TRUNCATED, field(tag.name(), at, 1), "has no zero at its end");
            }
            texts.add(new String(bytes, at, end - at, UTF_8));
            at = end + 1;
        }
        return texts;
    }

    /** Returns an entry's numbers, unsigned; none if there is no such entry. */
    long[] numbers(RpmTag tag) throws MalformedStructureException {
        Entry entry = entries.get((long) tag.number());
        if (entry == null) {
            return new long[0];
        }
        check(tag, entry);
        int width = tag.type().bytes;
        long[] numbers = new long[(int) entry.count()];
        for (int i = 0; i < numbers.length; i++) {
            Field field = field(tag.name(), entry.offset() + (long) i * width, width);
            numbers[i] =
                    switch (width) {
                        case 1 -> header.u8(field);
                        case 2 -> header.u16be(field);
                        default -> header.u32be(field);
                    };
        }
        return numbers;
    }

    private void check(RpmTag tag, Entry entry) throws MalformedStructureException {
        Field field = field(tag.name(), entry.offset(), 1);
        if (entry.type() != tag.type().number) {
            throw header.malformed(
                    Reason.OUT_OF_RANGE,
                    field,
                    "has type %d, expected %d".formatted(entry.type(), tag.type().number));
        }
        header.requireRange(field, entry.count(), 1, MAX_ELEMENTS);
        long end = entry.offset() + entry.count() * tag.type().bytes;
        if (end > bytes.length) {
            throw header.malformed(
                    Reason.TRUNCATED, field, "ends at byte %d of %d".formatted(end, bytes.length));
        }
    }

    /** Returns an exception about an entry, for the caller to throw. */
    MalformedStructureException malformed(RpmTag tag, String detail) {
        Entry entry = entries.get((long) tag.number());
        return header.malformed(
                Reason.OUT_OF_RANGE,
                field(tag.name(), entry == null ? 0 : entry.offset(), 1),
                detail);
    }
}
