package dev.yagura.memory;

/**
 * The registers of one vCPU that help to find a guest's kernel.
 *
 * <p>A hint, never an authority: at a random moment CR3 may be a user process's table that maps
 * little of the kernel (KPTI), and GS may hold the user's base.
 *
 * @param vcpu number of the vCPU, from 0
 * @param rip instruction pointer, a GVA
 * @param cr0 control register 0; bit 31 clear means that paging is off
 * @param cr3 control register 3: root table, PCID and flags
 * @param cr4 control register 4; bit 12 is LA57
 * @param idtBase base of the interrupt descriptor table, a GVA
 * @param gsBase base of GS as it is now, a GVA
 */
public record VcpuRegisters(
        int vcpu, long rip, long cr0, long cr3, long cr4, long idtBase, long gsBase) {}
