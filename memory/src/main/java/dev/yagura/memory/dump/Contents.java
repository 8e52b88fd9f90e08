package dev.yagura.memory.dump;

import dev.yagura.memory.Extent;
import dev.yagura.memory.VcpuRegisters;
import java.util.List;

/**
 * What a dump's headers say.
 *
 * @param format as {@link Dump#format()} returns it
 * @param extents the memory, ascending and not overlapping
 * @param registers of each vCPU, in order; empty where the format has none
 */
record Contents(String format, List<Extent> extents, List<VcpuRegisters> registers) {
    Contents {
        extents = List.copyOf(extents);
        registers = List.copyOf(registers);
    }
}
