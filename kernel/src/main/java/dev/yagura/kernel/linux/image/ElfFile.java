package dev.yagura.kernel.linux.image;

import dev.yagura.bytes.Field;
import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.bytes.MalformedStructureException.Reason;
import dev.yagura.bytes.Structure;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The sections of a 64-bit, little-endian ELF file; program headers are not read. */
public final class ElfFile {
    private static final Field MAGIC = new Field("e_ident[EI_MAG]", 0, 4);
    private static final Field CLASS = new Field("e_ident[EI_CLASS]", 4, 1);
    private static final Field DATA = new Field("e_ident[EI_DATA]", 5, 1);
    private static final Field E_MACHINE = new Field("e_machine", 0x12, 2);
    private static final Field E_SHOFF = new Field("e_shoff", 0x28, 8);
    private static final Field E_SHENTSIZE = new Field("e_shentsize", 0x3A, 2);
    private static final Field E_SHNUM = new Field("e_shnum", 0x3C, 2);
    private static final Field E_SHSTRNDX = new Field("e_shstrndx", 0x3E, 2);

    private static final long ELF_MAGIC = 0x464C_457F;
    private static final int CLASS_64 = 2;
    private static final int LITTLE_ENDIAN = 1;

    /** Machines, {@code EM_*}. */
    public static final int X86_64 = 62;

    public static final int BPF = 247;

    private static final int HEADER_BYTES = 64;

    /** Names of sections are a few dozen characters; the format has no limit. */
    private static final int MAX_NAME_BYTES = 256;

    /** Types of sections. */
    public static final int SHT_SYMTAB = 2;

    public static final int SHT_RELA = 4;
    public static final int SHT_NOBITS = 8;
    public static final int SHT_REL = 9;

    /** Flags of sections. */
    public static final long SHF_WRITE = 1;

    public static final long SHF_ALLOC = 2;
    public static final long SHF_EXECINSTR = 4;

    /**
     * A section.
     *
     * @param index in the table
     * @param address where it is linked to; 0 in object files
     * @param offset in the file
     * @param size in bytes; within the file unless it has none there
     * @param link index of another section, by type
     * @param info more, by type
     * @param alignment of its address, in bytes; 0 and 1 for none
     */
    public record Section(
            int index,
            String name,
            int type,
            long flags,
            long address,
            long offset,
            long size,
            int link,
            int info,
            long alignment) {
        /** Returns whether a flag is set. */
        public boolean has(long flag) {
            return (flags & flag) != 0;
        }

        /** Returns whether the file holds its bytes. */
        public boolean isInFile() {
            return type != SHT_NOBITS && type != 0;
        }
    }

    private final Structure file;
    private final byte[] bytes;
    private final List<Section> sections = new ArrayList<>();
    private long end;

    private ElfFile(String name, byte[] bytes) {
        this.file = Structure.of(name, bytes);
        this.bytes = bytes;
    }

    /** Returns whether bytes begin as an ELF file does. */
    static boolean isOne(byte[] bytes) {
        try {
            return Structure.of("elf", bytes).u32(MAGIC) == ELF_MAGIC;
        } catch (MalformedStructureException e) {
            return false;
        }
    }

    /**
     * Reads the section headers.
     *
     * @param name how messages call the file
     * @param bytes the file; not copied
     * @param machine what it must be for
     * @throws MalformedStructureException if it is no such file, or a section lies outside of it
     */
    public static ElfFile parse(String name, byte[] bytes, int machine)
            throws MalformedStructureException {
        ElfFile elf = new ElfFile(name, bytes);
        elf.readHeader(machine);
        return elf;
    }

    private void readHeader(int machine) throws MalformedStructureException {
        expect(MAGIC, file.u32(MAGIC), ELF_MAGIC, Reason.BAD_MAGIC);
        expect(CLASS, file.u8(CLASS), CLASS_64, Reason.UNSUPPORTED);
        expect(DATA, file.u8(DATA), LITTLE_ENDIAN, Reason.UNSUPPORTED);
        expect(E_MACHINE, file.u16(E_MACHINE), machine, Reason.UNSUPPORTED);
        expect(E_SHENTSIZE, file.u16(E_SHENTSIZE), HEADER_BYTES, Reason.UNSUPPORTED);
        int count = file.u16(E_SHNUM); // 0 where there are more than 0xff00: no kernel has them
        long table = file.u64InRange(E_SHOFF, 1, bytes.length - (long) count * HEADER_BYTES);
        end = table + (long) count * HEADER_BYTES;
        long names = file.requireRange(E_SHSTRNDX, file.u16(E_SHSTRNDX), 0, Math.max(0, count - 1));
        Headers headers = new Headers(table);
        long namesAt = count == 0 ? 0 : headers.offset((int) names);
        for (int i = 0; i < count; i++) {
            sections.add(headers.section(i, namesAt));
        }
    }

    private void expect(Field field, long found, long expected, Reason reason)
            throws MalformedStructureException {
        if (found != expected) {
            throw file.malformed(
                    reason, field, "is 0x%x, expected 0x%x".formatted(found, expected));
        }
    }

    private final class Headers {
        private final long table;

        Headers(long table) {
            this.table = table;
        }

        private Field field(String name, int index, int offset, int size) {
            return new Field(name, table + (long) index * HEADER_BYTES + offset, size);
        }

        long offset(int index) throws MalformedStructureException {
            return file.u64InRange(field("sh_offset", index, 0x18, 8), 0, bytes.length);
        }

        Section section(int index, long namesAt) throws MalformedStructureException {
            int type = (int) file.u32(field("sh_type", index, 0x04, 4));
            Field size = field("sh_size", index, 0x20, 8);
            boolean inFile = type != SHT_NOBITS && type != 0;
            long offset = inFile ? offset(index) : 0;
            long max = inFile ? bytes.length - offset : Integer.MAX_VALUE;
            return new Section(
                    index,
                    text(namesAt + file.u32(field("sh_name", index, 0x00, 4))),
                    type,
                    file.u64(field("sh_flags", index, 0x08, 8)),
                    file.u64(field("sh_addr", index, 0x10, 8)),
                    offset,
                    type == 0 ? 0 : file.u64InRange(size, 0, max),
                    (int) file.u32(field("sh_link", index, 0x28, 4)),
                    (int) file.u32(field("sh_info", index, 0x2C, 4)),
                    file.u64(field("sh_addralign", index, 0x30, 8)));
        }
    }

    /** Returns the text at an offset; a name that the file does not hold is empty. */
    String text(long offset) {
        if (offset < 0 || offset >= bytes.length) {
            return "";
        }
        int from = (int) offset;
        int to = from;
        int limit = Math.min(bytes.length, from + MAX_NAME_BYTES);
        while (to < limit && bytes[to] != 0) {
            to++;
        }
        return new String(bytes, from, to - from, StandardCharsets.ISO_8859_1);
    }

    /** Returns all sections, in the order of the table. */
    public List<Section> sections() {
        return sections;
    }

    /** Returns the first section of a name. */
    public Optional<Section> section(String name) {
        return sections.stream().filter(section -> section.name().equals(name)).findFirst();
    }

    /** Returns a copy of a section's bytes, little-endian; none for one that is not in the file. */
    public ByteBuffer copy(Section section) {
        byte[] copy = new byte[section.isInFile() ? (int) section.size() : 0];
        System.arraycopy(bytes, (int) section.offset(), copy, 0, copy.length);
        return ByteBuffer.wrap(copy).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** Returns the bytes behind the section headers, little-endian. */
    ByteBuffer behind() {
        return ByteBuffer.wrap(bytes, (int) end, bytes.length - (int) end)
                .slice()
                .order(ByteOrder.LITTLE_ENDIAN);
    }

    /** Returns how messages call the file. */
    public String name() {
        return file.name();
    }
}
