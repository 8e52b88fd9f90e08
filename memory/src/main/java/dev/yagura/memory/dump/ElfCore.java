package dev.yagura.memory.dump;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import dev.yagura.bytes.Field;
import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.bytes.MalformedStructureException.Reason;
import dev.yagura.bytes.Structure;
import dev.yagura.memory.VcpuRegisters;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/**
 * ELF64 cores of a whole guest: QEMU's {@code dump-guest-memory}, {@code virsh dump --memory-only},
 * a kdump kernel's /proc/vmcore.
 *
 * <p>System V ABI, "ELF Header" and "Program Header", with the names used there. {@code e_ehsize}
 * is not looked at: QEMU 7.2 writes 8 there.
 */
final class ElfCore {
    /** First four bytes, big-endian: 0x7f, "ELF". */
    static final long MAGIC = 0x7F454C46L;

    private static final int HEADER_BYTES = 64;
    private static final int PROGRAM_HEADER_BYTES = 56;
    private static final int ELFCLASS64 = 2;
    private static final int ELFDATA2LSB = 1;
    private static final int ET_CORE = 4;
    private static final int EM_X86_64 = 62;
    private static final long PT_LOAD = 1;
    private static final long PT_NOTE = 4;

    private static final Field EI_MAG = new Field("e_ident[EI_MAG]", 0, 4);
    private static final Field EI_CLASS = new Field("e_ident[EI_CLASS]", 4, 1);
    private static final Field EI_DATA = new Field("e_ident[EI_DATA]", 5, 1);
    private static final Field E_TYPE = new Field("e_type", 16, 2);
    private static final Field E_MACHINE = new Field("e_machine", 18, 2);
    private static final Field E_PHOFF = new Field("e_phoff", 32, 8);
    private static final Field E_PHENTSIZE = new Field("e_phentsize", 54, 2);
    private static final Field E_PHNUM = new Field("e_phnum", 56, 2);

    private static final Field P_TYPE = new Field("p_type", 0, 4);
    private static final Field P_OFFSET = new Field("p_offset", 8, 8);
    private static final Field P_PADDR = new Field("p_paddr", 24, 8);
    private static final Field P_FILESZ = new Field("p_filesz", 32, 8);
    private static final Field P_MEMSZ = new Field("p_memsz", 40, 8);

    private ElfCore() {}

    /**
     * Reads the headers of a core.
     *
     * @param file the whole dump
     * @throws MalformedStructureException if it is not a core of an x86-64 guest
     */
    static Contents parse(MemorySegment file) throws MalformedStructureException {
        Structure header =
                new Structure(
                        "elf header", file.asSlice(0, Math.min(HEADER_BYTES, file.byteSize())));
        require(header, EI_MAG, header.u32be(EI_MAG), MAGIC, Reason.BAD_MAGIC);
        require(header, EI_CLASS, header.u8(EI_CLASS), ELFCLASS64, Reason.UNSUPPORTED);
        require(header, EI_DATA, header.u8(EI_DATA), ELFDATA2LSB, Reason.UNSUPPORTED);
        require(header, E_TYPE, header.u16(E_TYPE), ET_CORE, Reason.UNSUPPORTED);
        require(header, E_MACHINE, header.u16(E_MACHINE), EM_X86_64, Reason.UNSUPPORTED);
        int entrySize = header.u16(E_PHENTSIZE);
        require(header, E_PHENTSIZE, entrySize, PROGRAM_HEADER_BYTES, Reason.UNSUPPORTED);
        long count =
                header.requireRange(E_PHNUM, header.u16(E_PHNUM), 1, DumpLimits.MAX_ELF_SEGMENTS);
        long tableBytes = count * PROGRAM_HEADER_BYTES;
        long table = header.u64InRange(E_PHOFF, 0, Long.MAX_VALUE - tableBytes);
        if (table + tableBytes > file.byteSize()) {
            throw truncated(header, E_PHNUM, table + tableBytes, file.byteSize());
        }

        Layout layout = new Layout("elf program header", P_PADDR, file);
        List<VcpuRegisters> registers = new ArrayList<>();
        long noteBytes = 0;
        for (int i = 0; i < count; i++) {
            Structure entry =
                    new Structure(
                            "elf program header " + i,
                            file.asSlice(
                                    table + (long) i * PROGRAM_HEADER_BYTES, PROGRAM_HEADER_BYTES));
            long type = entry.u32(P_TYPE);
            if (type == PT_LOAD) {
                addSegment(layout, i, entry, file.byteSize());
            } else if (type == PT_NOTE) {
                MemorySegment notes = noteSegment(entry, file);
                noteBytes += notes.byteSize();
                entry.requireRange(P_FILESZ, noteBytes, 0, DumpLimits.MAX_NOTE_BYTES);
                QemuNotes.read(notes, registers);
            }
        }
        return new Contents("elf-core", layout.extents(), registers);
    }

    /** Adds what a PT_LOAD has in the file; what it only has in memory was left out: a hole. */
    private static void addSegment(Layout layout, int number, Structure entry, long fileBytes)
            throws MalformedStructureException {
        long memoryBytes = entry.u64InRange(P_MEMSZ, 0, DumpLimits.MAX_GPA);
        long length = entry.u64InRange(P_FILESZ, 0, memoryBytes);
        if (length == 0) {
            return;
        }
        long gpa = entry.u64InRange(P_PADDR, 0, DumpLimits.MAX_GPA - length);
        long offset = inFile(entry, length, fileBytes);
        layout.add(number, gpa, offset, length);
    }

    /** Copies the notes, so that they hold still even if the file is written to. */
    private static MemorySegment noteSegment(Structure entry, MemorySegment file)
            throws MalformedStructureException {
        long length = entry.u64InRange(P_FILESZ, 0, DumpLimits.MAX_NOTE_BYTES);
        long offset = inFile(entry, length, file.byteSize());
        return MemorySegment.ofArray(file.asSlice(offset, length).toArray(JAVA_BYTE));
    }

    private static long inFile(Structure entry, long length, long fileBytes)
            throws MalformedStructureException {
        long offset = entry.u64InRange(P_OFFSET, 0, Long.MAX_VALUE - length);
        if (offset + length > fileBytes) {
            throw truncated(entry, P_FILESZ, offset + length, fileBytes);
        }
        return offset;
    }

    private static MalformedStructureException truncated(
            Structure structure, Field field, long needed, long fileBytes) {
        return structure.malformed(
                Reason.TRUNCATED,
                field,
                "needs a file of %d bytes, found %d".formatted(needed, fileBytes));
    }

    private static void require(
            Structure structure, Field field, long value, long expected, Reason reason)
            throws MalformedStructureException {
        if (value != expected) {
            throw structure.malformed(
                    reason, field, "is 0x%x, expected 0x%x".formatted(value, expected));
        }
    }
}
