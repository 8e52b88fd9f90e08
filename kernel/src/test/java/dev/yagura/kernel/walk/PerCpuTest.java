package dev.yagura.kernel.walk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.kernel.fixture.FakeGuest;
import dev.yagura.kernel.view.KernelLayoutException;
import java.io.IOException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PerCpuTest {
    private final FakeGuest guest = new FakeGuest();
    private long count;
    private long mask;

    @BeforeEach
    void definesSymbols() {
        count = guest.allocate(4);
        mask = guest.allocate(16);
        long offsets = guest.allocate(70 * 8);
        for (int cpu = 0; cpu < 70; cpu++) {
            guest.u64(offsets + 8L * cpu, 0xffff_8880_1000_0000L + 0x10000L * cpu);
        }
        guest.u32(count, 70).u64(mask, 0b101).u64(mask + 8, 0b100000);
        guest.symbol("nr_cpu_ids", count, 'D')
                .symbol("__cpu_possible_mask", mask, 'D')
                .symbol("__per_cpu_offset", offsets, 'D')
                .symbol("runqueues", 0x33c40, 'A');
    }

    @Test
    void listsPossibleCpusOnly() throws IOException {
        PerCpu perCpu = PerCpu.of(guest.kernel());

        assertThat(perCpu.cpus()).extracting(PerCpu.Cpu::number).containsExactly(0, 2, 69);
        assertThat(perCpu.address("runqueues", perCpu.cpus().get(1)))
                .isEqualTo(0xffff_8880_1002_0000L + 0x33c40);
    }

    @Test
    void cpusBeyondTheCountDoNotExist() throws IOException {
        guest.u32(count, 2);

        assertThat(PerCpu.of(guest.kernel()).cpus()).hasSize(1);
    }

    @Test
    void hugeCountIsRefused() {
        guest.u32(count, 0xffff_ffffL);

        assertThatThrownBy(() -> PerCpu.of(guest.kernel()))
                .isInstanceOf(MalformedStructureException.class)
                .hasMessage("per-CPU variables: nr_cpu_ids at 0x0 is 4294967295, expected 1..8192");
    }

    @Test
    void noCpuAtAllIsRefused() {
        guest.u64(mask, 0).u64(mask + 8, 0);

        assertThatThrownBy(() -> PerCpu.of(guest.kernel()))
                .isInstanceOf(MalformedStructureException.class)
                .hasMessageContaining("has no CPU below 70");
    }

    @Test
    void missingSymbolIsNamed() throws IOException {
        PerCpu perCpu = PerCpu.of(guest.kernel());

        assertThatThrownBy(() -> perCpu.address("no_such", perCpu.cpus().getFirst()))
                .isInstanceOf(KernelLayoutException.class)
                .hasMessageEndingWith("no_such: not found in fake");
    }
}
