package dev.yagura.bpf.object;

import dev.yagura.bpf.core.CoreKind;
import dev.yagura.bpf.core.CoreRelocation;
import dev.yagura.bytes.Field;
import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.bytes.MalformedStructureException.Reason;
import dev.yagura.bytes.Structure;
import dev.yagura.kernel.types.BtfGraph;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * {@code .BTF.ext}: source lines and CO-RE relocations, by section. Documentation/bpf/btf.rst,
 * ".BTF.ext section".
 *
 * @param lines in the order of the file
 * @param relocations in the order of the file
 */
record BtfExtension(List<LineRecord> lines, List<CoreRelocation> relocations) {
    private static final String NAME = ".BTF.ext";
    private static final int MAGIC_VALUE = 0xEB9F;
    private static final int VERSION_VALUE = 1;
    private static final int SHORT_HEADER = 24;
    private static final int LONG_HEADER = 32;
    private static final int SLOT = 8;

    /** Low bits of {@code line_col} that hold the column. */
    private static final int COLUMN_BITS = 10;

    private static final Field MAGIC = new Field("magic", 0, 2);
    private static final Field VERSION = new Field("version", 2, 1);
    private static final Field HDR_LEN = new Field("hdr_len", 4, 4);
    private static final Field LINE_INFO_OFF = new Field("line_info_off", 16, 4);
    private static final Field LINE_INFO_LEN = new Field("line_info_len", 20, 4);
    private static final Field CORE_RELO_OFF = new Field("core_relo_off", 24, 4);
    private static final Field CORE_RELO_LEN = new Field("core_relo_len", 28, 4);

    /** What an object without the section has. */
    static final BtfExtension NONE = new BtfExtension(List.of(), List.of());

    BtfExtension {
        lines = List.copyOf(lines);
        relocations = List.copyOf(relocations);
    }

    /**
     * Reads the section.
     *
     * @param types the object's, whose strings it uses
     */
    static BtfExtension parse(byte[] bytes, BtfGraph types) throws MalformedStructureException {
        Structure section = Structure.of(NAME, bytes);
        int magic = section.u16(MAGIC);
        if (magic != MAGIC_VALUE) {
            throw section.malformed(
                    Reason.BAD_MAGIC, MAGIC, "is 0x%x, expected 0xeb9f".formatted(magic));
        }
        int version = section.u8(VERSION);
        if (version != VERSION_VALUE) {
            throw section.malformed(Reason.UNSUPPORTED, VERSION, "is " + version + ", expected 1");
        }
        long header = section.u32InRange(HDR_LEN, SHORT_HEADER, bytes.length);
        List<LineRecord> lines = new ArrayList<>();
        Table lineTable = Table.of(section, header, LINE_INFO_OFF, LINE_INFO_LEN, 16, types);
        lineTable.forEach((where, record) -> lineTable.line(where, record).ifPresent(lines::add));
        List<CoreRelocation> relocations = new ArrayList<>();
        if (header >= LONG_HEADER) {
            Table table = Table.of(section, header, CORE_RELO_OFF, CORE_RELO_LEN, 16, types);
            table.forEach((where, record) -> relocations.add(table.relocation(where, record)));
        }
        return new BtfExtension(lines, relocations);
    }

    /** Does something with a record. */
    @FunctionalInterface
    private interface RecordReader {
        void read(String section, long at) throws MalformedStructureException;
    }

    /** Records of one kind, in groups by section. */
    private record Table(Structure bytes, long start, long end, int minimum, BtfGraph types) {
        static Table of(
                Structure section,
                long header,
                Field offset,
                Field length,
                int minimum,
                BtfGraph types)
                throws MalformedStructureException {
            long behind = section.size() - header;
            long bytes = section.u32InRange(length, 0, behind);
            long start = header + section.u32InRange(offset, 0, behind - bytes);
            return new Table(section, start, start + bytes, minimum, types);
        }

        void forEach(RecordReader reader) throws MalformedStructureException {
            if (start == end) {
                return;
            }
            long size = u32("rec_size", start);
            if (size < minimum || size % 4 != 0 || size > end - start) {
                throw malformed("rec_size", start, "is " + size + ", expected " + minimum);
            }
            long at = start + 4;
            while (at < end) {
                String section = string("sec_name_off", at);
                long count = u32("num_info", at + 4);
                at += 8;
                if (count == 0 || count > (end - at) / size) {
                    throw malformed("num_info", at - 4, "is " + count + ", which do not fit");
                }
                for (long i = 0; i < count; i++, at += size) {
                    reader.read(section, at);
                }
            }
        }

        /** Returns a line; what the compiler made up has none. */
        Optional<LineRecord> line(String section, long at) throws MalformedStructureException {
            int line = (int) (u32("line_col", at + 12) >>> COLUMN_BITS);
            String file = string("file_name_off", at + 4);
            int instruction = instruction(at);
            return line == 0 || file.isEmpty()
                    ? Optional.empty()
                    : Optional.of(new LineRecord(section, instruction, file, line));
        }

        CoreRelocation relocation(String section, long at) throws MalformedStructureException {
            long kind = u32("kind", at + 12);
            long type = u32("type_id", at + 4);
            if (type > types.count()) {
                throw malformed("type_id", at + 4, "is " + type + " of " + types.count());
            }
            return new CoreRelocation(
                    section,
                    instruction(at),
                    (int) type,
                    string("access_str_off", at + 8),
                    CoreKind.of(kind)
                            .orElseThrow(() ->
                                    malformed("kind", at + 12, "is " + kind + ", not known")));
        }

        private int instruction(long at) throws MalformedStructureException {
            long offset = u32("insn_off", at);
            if (offset % SLOT != 0 || offset > Integer.MAX_VALUE) {
                throw malformed("insn_off", at, "is " + offset + ", expected a multiple of 8");
            }
            return (int) offset / SLOT;
        }

        private long u32(String name, long at) throws MalformedStructureException {
            if (at + 4 > end) {
                throw malformed(name, at, "is behind the end of its table");
            }
            return bytes.u32(new Field(name, at, 4));
        }

        private String string(String name, long at) throws MalformedStructureException {
            return types.string((int) u32(name, at));
        }

        private MalformedStructureException malformed(String name, long at, String detail) {
            return bytes.malformed(Reason.OUT_OF_RANGE, new Field(name, at, 4), detail);
        }
    }
}
