package dev.yagura.kernel.find;

import dev.yagura.memory.Look;
import dev.yagura.memory.VcpuRegisters;
import dev.yagura.memory.paging.AddressSpace;
import dev.yagura.memory.paging.PagingMode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Root tables that vCPU registers lead to.
 *
 * <p>With page-table isolation (KPTI) a process has two roots side by side, and the one for user
 * mode, at the odd page, maps next to nothing of the kernel; so both are tried, the even one first.
 */
final class HintedRoots {
    private static final long CR0_PAGING = 1L << 31;
    private static final long CR3_TABLE = 0x000F_FFFF_FFFF_F000L;
    private static final long USER_TABLE = 0x1000;

    private HintedRoots() {}

    /** Returns the address spaces to try, in order; those that share a level 2 table once. */
    static List<AddressSpace> of(Look look, List<VcpuRegisters> hints) throws IOException {
        List<AddressSpace> spaces = new ArrayList<>();
        Set<Long> level2Seen = new HashSet<>();
        for (VcpuRegisters vcpu : hints) {
            if ((vcpu.cr0() & CR0_PAGING) == 0) {
                continue;
            }
            PagingMode mode = PagingMode.ofCr4(vcpu.cr4());
            long root = vcpu.cr3() & CR3_TABLE;
            for (long table : new long[] {root & ~USER_TABLE, root}) {
                Optional<Long> level2 = PageTables.level2(look, table, mode);
                if (level2.isPresent() && level2Seen.add(level2.get())) {
                    spaces.add(new AddressSpace(look, table, mode));
                }
            }
        }
        return spaces;
    }
}
