package dev.yagura.memory.dump;

import dev.yagura.bytes.Field;
import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.bytes.Structure;
import dev.yagura.memory.VcpuRegisters;
import java.lang.foreign.MemorySegment;
import java.util.List;

/**
 * The notes of an ELF core, of which only QEMU's registers are taken.
 *
 * <p>A note is {@code Elf64_Nhdr}, name and descriptor, the latter two padded to 4 bytes. QEMU's
 * notes are called "QEMU", have type 0, one for each vCPU in order, and hold a {@code QEMUCPUState}
 * (target/i386/arch_dump.c), whose own {@code version} and {@code size} come first. A state of
 * another version is passed over: registers are hints, and a dump is of use without.
 */
final class QemuNotes {
    private static final int NOTE_HEADER_BYTES = 12;
    private static final Field N_NAMESZ = new Field("n_namesz", 0, 4);
    private static final Field N_DESCSZ = new Field("n_descsz", 4, 4);
    private static final Field N_TYPE = new Field("n_type", 8, 4);

    private static final int NAME_BYTES = 5;

    /** "QEMU", NUL; little-endian, upper bytes unused. */
    private static final Field NAME = new Field("name", NOTE_HEADER_BYTES, 4);

    private static final Field NAME_END = new Field("name", NOTE_HEADER_BYTES + 4L, 1);
    private static final long QEMU = 0x554D4551L;

    private static final int STATE_VERSION = 1;

    /** Up to and with {@code cr[4]}; QEMU from 2.12 on appends {@code kernel_gs_base}. */
    private static final int STATE_BYTES = 432;

    private static final Field VERSION = new Field("version", 0, 4);
    private static final Field SIZE = new Field("size", 4, 4);
    private static final Field RIP = new Field("rip", 136, 8);
    private static final Field GS_BASE = segmentBase("gs.base", 4);
    private static final Field IDT_BASE = segmentBase("idt.base", 9);
    private static final Field CR0 = new Field("cr[0]", 392, 8);
    private static final Field CR3 = new Field("cr[3]", 416, 8);
    private static final Field CR4 = new Field("cr[4]", 424, 8);

    private QemuNotes() {}

    /** Ten segments of 24 bytes follow {@code rflags}; the base is each one's last 8 bytes. */
    private static Field segmentBase(String name, int index) {
        return new Field(name, 152 + 24L * index + 16, 8);
    }

    /** Reads a note segment and adds the registers of the vCPUs found to {@code registers}. */
    static void read(MemorySegment notes, List<VcpuRegisters> registers)
            throws MalformedStructureException {
        long at = 0;
        while (at < notes.byteSize()) {
            Structure note =
                    new Structure("elf note at 0x" + Long.toHexString(at), notes.asSlice(at));
            long name = note.u32(N_NAMESZ);
            long descriptor = note.u32(N_DESCSZ);
            long type = note.u32(N_TYPE);
            long start = NOTE_HEADER_BYTES + padded(name);
            note.requireRange(N_NAMESZ, name, 0, note.size() - NOTE_HEADER_BYTES);
            note.requireRange(N_DESCSZ, descriptor, 0, note.size() - start);
            if (type == 0 && isQemu(note, name) && registers.size() < DumpLimits.MAX_VCPUS) {
                Structure state =
                        new Structure(
                                "qemu vcpu state " + registers.size(),
                                note.bytes().asSlice(start, descriptor));
                addRegisters(state, registers);
            }
            at += start + padded(descriptor);
        }
    }

    private static boolean isQemu(Structure note, long nameBytes)
            throws MalformedStructureException {
        return nameBytes == NAME_BYTES && note.u32(NAME) == QEMU && note.u8(NAME_END) == 0;
    }

    private static void addRegisters(Structure state, List<VcpuRegisters> registers)
            throws MalformedStructureException {
        if (state.u32(VERSION) != STATE_VERSION || state.u32(SIZE) < STATE_BYTES) {
            return;
        }
        registers.add(
                new VcpuRegisters(
                        registers.size(),
                        state.u64(RIP),
                        state.u64(CR0),
                        state.u64(CR3),
                        state.u64(CR4),
                        state.u64(IDT_BASE),
                        state.u64(GS_BASE)));
    }

    private static long padded(long bytes) {
        return (bytes + 3) & ~3L;
    }
}
