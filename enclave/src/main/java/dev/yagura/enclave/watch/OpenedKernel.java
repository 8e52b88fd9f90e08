package dev.yagura.enclave.watch;

import dev.yagura.channel.agent.GuestDescription;
import dev.yagura.channel.agent.GuestSource;
import dev.yagura.kernel.KernelNotFoundException;
import dev.yagura.kernel.KernelSources;
import dev.yagura.kernel.LinuxKernel;
import dev.yagura.memory.GpaRange;
import dev.yagura.memory.Look;
import dev.yagura.memory.PhysicalMemory;
import dev.yagura.memory.VcpuRegisters;
import dev.yagura.memory.dump.LaidOutMemory;
import dev.yagura.memory.dump.RawExtent;
import dev.yagura.memory.dump.RawLayout;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;

/**
 * A VM's kernel, found.
 *
 * @param look the look it was found with
 * @param layout the layout that a raw file had to be read with; empty where the source knows it
 */
record OpenedKernel(LinuxKernel kernel, Look look, Optional<String> layout) {
    /**
     * Finds the kernel. In a dump without holes, which may be a copy of a RAM file, and where it is
     * not found, the layouts of {@link RawLayout} are tried too: a wrong one leads nowhere.
     *
     * @throws KernelNotFoundException if there is none in the memory as the source gives it, nor in
     *     another layout; of those, each failure is suppressed in it
     */
    static OpenedKernel open(GuestSource guest, KernelSources sources) throws IOException {
        PhysicalMemory memory = guest.memory();
        List<VcpuRegisters> registers = guest.registers();
        Look look = new Look(memory);
        try {
            LinuxKernel kernel = LinuxKernel.open(look, registers, sources);
            return new OpenedKernel(kernel, look, Optional.empty());
        } catch (KernelNotFoundException e) {
            for (Map.Entry<String, List<RawExtent>> layout : others(guest).entrySet()) {
                Look other = new Look(new LaidOutMemory(memory, layout.getValue()));
                try {
                    LinuxKernel kernel = LinuxKernel.open(other, registers, sources);
                    return new OpenedKernel(kernel, other, Optional.of(layout.getKey()));
                } catch (KernelNotFoundException again) {
                    e.addSuppressed(again);
                }
            }
            throw e;
        }
    }

    private static SequencedMap<String, List<RawExtent>> others(GuestSource guest) {
        GuestDescription description = guest.description();
        List<GpaRange> ranges = guest.memory().ranges();
        boolean isDump = description.isSaved();
        if (!isDump || ranges.size() != 1 || ranges.getFirst().start() != 0) {
            return new LinkedHashMap<>();
        }
        SequencedMap<String, List<RawExtent>> layouts =
                RawLayout.candidates(ranges.getFirst().end());
        layouts.pollFirstEntry(); // flat, which is how the source gives it
        return layouts;
    }
}
