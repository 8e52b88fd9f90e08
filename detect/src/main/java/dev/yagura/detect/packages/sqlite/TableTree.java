package dev.yagura.detect.packages.sqlite;

import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.bytes.MalformedStructureException.Reason;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.BitSet;

/**
 * Walks the b-tree of one table in the order of its keys: section "B-tree Pages".
 *
 * <p>No page is read twice, be it of the tree or an overflow page: so no tree has an end that is
 * not reached, or more rows than its pages can hold.
 */
final class TableTree {
    private static final int INTERIOR = 0x05;
    private static final int LEAF = 0x0D;
    private static final int LEAF_HEADER_BYTES = 8;
    private static final int INTERIOR_HEADER_BYTES = 12;
    private static final int POINTER_BYTES = 2;
    private static final int PAGE_NUMBER_BYTES = 4;

    /** Bytes of a leaf that no row may take for itself, so that each leaf has room for four. */
    private static final int LEAF_OVERHEAD_BYTES = 35;

    private final Pages pages;
    private final SqliteRowReader reader;
    private final BitSet visited = new BitSet();
    private final int usable;

    TableTree(Pages pages, SqliteRowReader reader) {
        this.pages = pages;
        this.reader = reader;
        this.usable = pages.header().usableBytes();
    }

    /** Hands out every row below a page. */
    void walk(long root) throws IOException {
        walk(root, 1);
    }

    private boolean walk(long number, int depth) throws IOException {
        if (depth > SqliteLimits.MAX_DEPTH) {
            throw malformed(
                    Reason.CYCLE,
                    number,
                    "is page %d of one way down, expected %d at most"
                            .formatted(depth, SqliteLimits.MAX_DEPTH));
        }
        byte[] page = visit(number);
        String name = "sqlite page " + number;
        int start = number == 1 ? SqliteHeader.SIZE : 0;
        Cursor header = new Cursor(name, page, start, usable);
        long type = header.unsigned("page type", 1);
        if (type != INTERIOR && type != LEAF) {
            throw malformed(
                    Reason.UNSUPPORTED,
                    number,
                    "has type 0x%02x, expected 0x05 or 0x0d of a table with row ids"
                            .formatted(type));
        }
        header.unsigned("first freeblock", 2);
        int cells = (int) header.unsigned("number of cells", 2);
        int array = start + (type == LEAF ? LEAF_HEADER_BYTES : INTERIOR_HEADER_BYTES);
        Cursor pointers = new Cursor(name, page, array, usable);
        pointers.require("cell pointers", cells * POINTER_BYTES);
        for (int i = 0; i < cells; i++) {
            int at = (int) pointers.unsigned("cell pointer", POINTER_BYTES);
            Cursor cell = new Cursor(name, page, at, usable);
            boolean more =
                    type == LEAF
                            ? row(cell)
                            : walk(cell.unsigned("left child", PAGE_NUMBER_BYTES), depth + 1);
            if (!more) {
                return false;
            }
        }
        return type == LEAF || walk(right(name, page, start), depth + 1);
    }

    private long right(String name, byte[] page, int start) throws MalformedStructureException {
        return new Cursor(name, page, start + LEAF_HEADER_BYTES, usable)
                .unsigned("right-most pointer", PAGE_NUMBER_BYTES);
    }

    private byte[] visit(long number) throws IOException {
        if (number < 1 || number > pages.count()) {
            throw malformed(
                    Reason.OUT_OF_RANGE,
                    number,
                    "is no page, expected 1..%d".formatted(pages.count()));
        }
        if (visited.get((int) number)) {
            throw malformed(Reason.CYCLE, number, "comes twice in one table");
        }
        visited.set((int) number);
        return pages.read((int) number);
    }

    private static MalformedStructureException malformed(
            Reason reason, long number, String detail) {
        return new MalformedStructureException(reason, "sqlite table", "page " + number, 0, detail);
    }

    private boolean row(Cursor cell) throws IOException {
        int size = cell.varint("payload size", 0, SqliteLimits.MAX_ROW_BYTES);
        long rowId = cell.varint("row id");
        int local = local(size);
        byte[] start = cell.bytes("payload", local);
        if (local == size) {
            return reader.take(rowId, row(start));
        }
        long next = cell.unsigned("first overflow page", PAGE_NUMBER_BYTES);
        // A row has no more bytes than the database: no number in a cell makes room for more.
        if (size > (long) pages.count() * usable) {
            throw malformed(
                    Reason.OUT_OF_RANGE,
                    next,
                    "starts the rest of %d bytes, more than the database has".formatted(size));
        }
        Overflow rest = new Overflow(start, size);
        while (!rest.isWhole()) {
            next = rest.add(next, visit(next));
        }
        return reader.take(rowId, row(rest.bytes()));
    }

    private SqliteRow row(byte[] payload) throws MalformedStructureException {
        return SqliteRow.parse(payload, pages.header().encoding());
    }

    /** Returns how many bytes of a row are in its leaf: section "Cell Payload Overflow Pages". */
    private int local(int size) {
        int most = usable - LEAF_OVERHEAD_BYTES;
        if (size <= most) {
            return size;
        }
        int least = (usable - 12) * 32 / 255 - 23;
        int fitting = least + (size - least) % (usable - PAGE_NUMBER_BYTES);
        return fitting <= most ? fitting : least;
    }

    /** Gathers a row from overflow pages; makes room only for what has been read. */
    private final class Overflow {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private final int size;

        Overflow(byte[] start, int size) {
            bytes.writeBytes(start);
            this.size = size;
        }

        boolean isWhole() {
            return bytes.size() == size;
        }

        /** Adds a page; returns the number of the next one. */
        long add(long number, byte[] page) throws MalformedStructureException {
            Cursor cursor = new Cursor("sqlite overflow page " + number, page, 0, usable);
            long next = cursor.unsigned("next page", PAGE_NUMBER_BYTES);
            int length = Math.min(usable - PAGE_NUMBER_BYTES, size - bytes.size());
            bytes.write(page, PAGE_NUMBER_BYTES, length);
            return next;
        }

        byte[] bytes() {
            return bytes.toByteArray();
        }
    }
}
