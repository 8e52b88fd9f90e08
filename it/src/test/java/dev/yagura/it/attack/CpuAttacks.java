package dev.yagura.it.attack;

import dev.yagura.it.core.GuestCore;
import dev.yagura.memory.VcpuRegisters;
import java.io.IOException;
import java.util.List;
import java.util.function.UnaryOperator;

/** Registers of vCPUs, and what the kernel says of them. */
final class CpuAttacks {
    private static final String DETECTOR = "linux.cpu.changed";
    private static final long WRITE_PROTECT = 1L << 16;

    /** Of a vCPU that was not started: {@code CD}, {@code NW} and {@code ET}. */
    private static final long RESET = 0x6000_0010L;

    private static final int TABLE_BYTES = 4096;

    private CpuAttacks() {}

    static List<Attack> all() {
        return List.of(
                Attack.on(DETECTOR, CpuAttacks::pinned, CpuAttacks::unpinned)
                        .changing("pinned bits")
                        .alsoSeenBy(
                                DETECTOR, "CR4 of vCPU 0 has bit 24 off", "both vCPUs have it off"),
                Attack.on(DETECTOR, CpuAttacks::otherTable, CpuAttacks::sameTable)
                        .changing("tables of interrupts"),
                Attack.on(DETECTOR, CpuAttacks::unprotected, CpuAttacks::notStarted)
                        .changing("protection of pages"));
    }

    /** To have a bit off that the kernel pins is to have pinned one that is off. */
    private static String pinned(GuestCore guest) throws IOException {
        long pinned = guest.symbol("cr4_pinned_bits");
        guest.putU64(pinned, guest.u64(pinned) | 1L << 24);
        return "CR4 of vCPU 1 has bit 24 off";
    }

    private static String unpinned(GuestCore guest) throws IOException {
        guest.putU64(guest.symbol("cr4_pinned_bits"), 0);
        return "a kernel that pins nothing";
    }

    private static String otherTable(GuestCore guest) throws IOException {
        long copy = guest.room(TABLE_BYTES);
        goBy(guest, copy);
        return "vCPU 0 goes by an interrupt table at 0x%x".formatted(copy);
    }

    /** The kernel's own table where it maps all memory. */
    private static String sameTable(GuestCore guest) throws IOException {
        long table = guest.before().gpaOf(guest.symbol("idt_table"));
        goBy(guest, guest.u64(guest.symbol("page_offset_base")) + table);
        return "the same interrupt table at another address";
    }

    private static void goBy(GuestCore guest, long table) {
        of(
                guest,
                0,
                cpu ->
                        new VcpuRegisters(
                                cpu.vcpu(),
                                cpu.rip(),
                                cpu.cr0(),
                                cpu.cr3(),
                                cpu.cr4(),
                                table,
                                cpu.gsBase()));
    }

    private static String unprotected(GuestCore guest) {
        of(guest, 1, cpu -> withCr0(cpu, cpu.cr0() & ~WRITE_PROTECT));
        return "CR0 of vCPU 1 has WP off";
    }

    private static String notStarted(GuestCore guest) {
        of(guest, 1, cpu -> withCr0(cpu, RESET));
        return "a vCPU that the guest has not started";
    }

    private static VcpuRegisters withCr0(VcpuRegisters cpu, long cr0) {
        return new VcpuRegisters(
                cpu.vcpu(), cpu.rip(), cr0, cpu.cr3(), cpu.cr4(), cpu.idtBase(), cpu.gsBase());
    }

    private static void of(GuestCore guest, int vcpu, UnaryOperator<VcpuRegisters> change) {
        guest.putRegisters(cpu -> cpu.vcpu() == vcpu ? change.apply(cpu) : cpu);
    }
}
