package dev.yagura.sandbox.tools;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.bytes.MalformedStructureException.Reason;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The loader that an ELF program asks for, put in the place of the one it was built with.
 *
 * <p>System V ABI, "ELF Header" and "Program Header", 64 bit, little-endian.
 */
final class ElfInterpreter {
    private static final String STRUCTURE = "ELF program";
    private static final int MAGIC = 0x464c457f;
    private static final int HEADER_BYTES = 64;
    private static final int PROGRAM_HEADER_BYTES = 56;
    private static final int PT_INTERP = 3;

    private static final int EI_CLASS = 4;
    private static final int EI_DATA = 5;
    private static final int E_PHOFF = 32;
    private static final int E_PHENTSIZE = 54;
    private static final int E_PHNUM = 56;
    private static final int P_OFFSET = 8;
    private static final int P_FILESZ = 32;

    private ElfInterpreter() {}

    /** Returns whether a file's first bytes are those of ELF. */
    static boolean isElf(byte[] file) {
        return file.length >= HEADER_BYTES && ordered(file).getInt(0) == MAGIC;
    }

    /**
     * Changes the loader of a program in place.
     *
     * @param file an ELF file
     * @param loader the path of the new one
     * @return whether there was one: libraries and static programs have none
     * @throws MalformedStructureException if the file is not of 64 bit and little-endian, has
     *     headers outside of it, or no room for the path
     */
    static boolean replace(byte[] file, String loader) throws MalformedStructureException {
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
        for (int i = 0; i < count; i++) {
            int header = (int) table + i * size;
            if (elf.getInt(header) == PT_INTERP) {
                put(file, elf, header, loader);
                return true;
            }
        }
        return false;
    }

    private static void put(byte[] file, ByteBuffer elf, int header, String loader)
            throws MalformedStructureException {
        long offset = elf.getLong(header + P_OFFSET);
        long length = elf.getLong(header + P_FILESZ);
        if (offset < 0 || length <= 0 || offset > elf.capacity() - length) {
            throw refused(
                    Reason.OUT_OF_RANGE,
                    "p_offset",
                    header + P_OFFSET,
                    "is 0x%x with p_filesz 0x%x".formatted(offset, length));
        }
        // The kernel wants a NUL as the last byte.
        if (loader.getBytes(US_ASCII).length >= length) {
            throw refused(
                    Reason.OUT_OF_RANGE,
                    "p_filesz",
                    header + P_FILESZ,
                    "is %d, expected at least %d".formatted(length, loader.length() + 1));
        }
        FixedString.put(file, (int) offset, (int) length, loader);
    }

    private static ByteBuffer ordered(byte[] file) {
        return ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static MalformedStructureException refused(
            Reason reason, String field, long offset, String detail) {
        return new MalformedStructureException(reason, STRUCTURE, field, offset, detail);
    }
}
