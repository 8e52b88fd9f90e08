package dev.yagura.sandbox.tools;

import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.bytes.MalformedStructureException.Reason;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * The program headers of an ELF file.
 *
 * <p>System V ABI, "ELF Header" and "Program Header", 64 bit, little-endian.
 */
final class ElfSegments {
    private static final String STRUCTURE = "ELF program";
    private static final int MAGIC = 0x464c457f;
    private static final int HEADER_BYTES = 64;
    private static final int PROGRAM_HEADER_BYTES = 56;

    private static final int EI_CLASS = 4;
    private static final int EI_DATA = 5;
    private static final int E_PHOFF = 32;
    private static final int E_PHENTSIZE = 54;
    private static final int E_PHNUM = 56;
    private static final int P_OFFSET = 8;
    private static final int P_VADDR = 16;
    private static final int P_FILESZ = 32;

    private ElfSegments() {}

    /**
     * A program header, whose numbers are not checked yet.
     *
     * @param at where in the file it is
     * @param offset of its bytes in the file
     * @param address where they are loaded
     * @param fileBytes how many there are
     */
    record Segment(int type, int at, long offset, long address, long fileBytes) {
        /**
         * Returns the offset of the first byte.
         *
         * @throws MalformedStructureException if the bytes are not in a file of so many
         */
        int start(int length) throws MalformedStructureException {
            if (offset < 0 || fileBytes <= 0 || offset > length - fileBytes) {
                throw refused(
                        Reason.OUT_OF_RANGE,
                        "p_offset",
                        at + P_OFFSET,
                        "is 0x%x with p_filesz 0x%x".formatted(offset, fileBytes));
            }
            return (int) offset;
        }
    }

    /** Returns whether a file's first bytes are those of ELF. */
    static boolean isElf(byte[] file) {
        return file.length >= HEADER_BYTES && ordered(file).getInt(0) == MAGIC;
    }

    /**
     * Returns the headers of an ELF file, in its order.
     *
     * @throws MalformedStructureException if the file is not of 64 bit and little-endian, or has
     *     headers outside of it
     */
    static List<Segment> of(byte[] file) throws MalformedStructureException {
        if (file[EI_CLASS] != 2 || file[EI_DATA] != 1) {
            throw refused(
                    Reason.UNSUPPORTED,
                    "e_ident",
                    EI_CLASS,
                    "has class %d and data %d, expected 2 and 1"
                            .formatted(file[EI_CLASS], file[EI_DATA]));
        }
        ByteBuffer elf = ordered(file);
        long table = elf.getLong(E_PHOFF);
        int count = Short.toUnsignedInt(elf.getShort(E_PHNUM));
        int size = Short.toUnsignedInt(elf.getShort(E_PHENTSIZE));
        if (count > 0 && size != PROGRAM_HEADER_BYTES) {
            throw refused(Reason.OUT_OF_RANGE, "e_phentsize", E_PHENTSIZE, "is %d".formatted(size));
        }
        if (table < 0 || table > file.length - (long) count * size) {
            throw refused(
                    Reason.OUT_OF_RANGE,
                    "e_phoff",
                    E_PHOFF,
                    "is 0x%x, of a file of 0x%x bytes".formatted(table, file.length));
        }
        List<Segment> segments = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int header = (int) table + i * size;
            segments.add(
                    new Segment(
                            elf.getInt(header),
                            header,
                            elf.getLong(header + P_OFFSET),
                            elf.getLong(header + P_VADDR),
                            elf.getLong(header + P_FILESZ)));
        }
        return segments;
    }

    static ByteBuffer ordered(byte[] file) {
        return ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    }

    static MalformedStructureException refused(
            Reason reason, String field, long offset, String detail) {
        return new MalformedStructureException(reason, STRUCTURE, field, offset, detail);
    }
}
