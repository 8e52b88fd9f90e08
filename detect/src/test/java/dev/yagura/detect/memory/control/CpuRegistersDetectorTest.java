package dev.yagura.detect.memory.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yagura.detect.Finding;
import dev.yagura.detect.GuestView;
import dev.yagura.detect.Scan;
import dev.yagura.detect.ScanReport;
import dev.yagura.kernel.Kernel;
import dev.yagura.kernel.fixture.FakeGuest;
import dev.yagura.kernel.linux.Linux;
import dev.yagura.kernel.symbols.SymbolTable;
import dev.yagura.kernel.types.TypeCatalog;
import dev.yagura.memory.VcpuRegisters;
import dev.yagura.memory.paging.AddressSpace;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CpuRegistersDetectorTest {
    private static final long CR0 = 0x8005_0033L;
    private static final long SMEP = 1L << 20;
    private static final long SMAP = 1L << 21;
    private static final long CR4 = SMEP | SMAP | 0x6f0;

    private final FakeGuest guest = new FakeGuest();
    private final List<Finding> findings = new ArrayList<>();
    private final long table = (guest.allocate(8192) + 4095) & -4096;

    CpuRegistersDetectorTest() {
        long pinned = guest.allocate(8);
        guest.symbol("idt_table", table, 'B')
                .symbol("cr4_pinned_bits", pinned, 'd')
                .u64(pinned, SMEP | SMAP);
    }

    private static VcpuRegisters vcpu(int number, long cr0, long cr4, long idtBase) {
        return new VcpuRegisters(number, FakeGuest.TEXT, cr0, 0x1000, cr4, idtBase, 0);
    }

    private record WithVcpus(Kernel below, List<VcpuRegisters> vcpus) implements Kernel {
        @Override
        public AddressSpace memory() {
            return below.memory();
        }

        @Override
        public SymbolTable symbols() {
            return below.symbols();
        }

        @Override
        public TypeCatalog types() {
            return below.types();
        }

        @Override
        public String release() {
            return below.release();
        }

        @Override
        public Kernel again() {
            return new WithVcpus(below.again(), vcpus);
        }
    }

    private ScanReport scan(VcpuRegisters... vcpus) {
        return Scan.of(
                        List.of(new CpuRegistersDetector()),
                        List.of(),
                        List.of(),
                        InstantSource.system())
                .run(
                        GuestView.of(
                                Linux.of(new WithVcpus(guest.kernel(), List.of(vcpus))), false),
                        findings::add);
    }

    @Test
    void registersAsTheKernelSetThemAreNoFindings() {
        ScanReport report = scan(vcpu(0, CR0, CR4, table), vcpu(1, CR0, CR4, table));

        assertThat(findings).isEmpty();
        assertThat(report.isComplete()).isTrue();
        assertThat(report.looked()).containsEntry("vCPUs", 2L);
    }

    @Test
    void anotherInterruptTableIsFound() {
        scan(vcpu(0, CR0, CR4, table), vcpu(1, CR0, CR4, table + 4096));

        assertThat(findings)
                .extracting(Finding::title)
                .containsExactly(
                        "vCPU 1 goes by an interrupt table at 0x%x, not by idt_table"
                                .formatted(table + 4096));
    }

    @Test
    void theKernelsReadOnlyMapOfItsTableIsNoFinding() {
        guest.mapAgain(0xffff_fe00_0000_0000L, table);

        scan(vcpu(0, CR0, CR4, 0xffff_fe00_0000_0000L));

        assertThat(findings).isEmpty();
    }

    @Test
    void tableOutsideMemoryIsFound() {
        scan(vcpu(0, CR0, CR4, 0x4141_4141_4141_4140L));

        assertThat(findings).hasSize(1);
    }

    @Test
    void protectionThatIsOffIsFoundByName() {
        scan(vcpu(0, CR0 & ~(1L << 16), CR4, table), vcpu(1, CR0, CR4 & ~(SMEP | SMAP), table));

        assertThat(findings)
                .extracting(Finding::title)
                .containsExactly("CR0 of vCPU 0 has WP off", "CR4 of vCPU 1 has SMEP, SMAP off");
    }

    @Test
    void vcpuThatTheGuestHasNotStartedIsLeftOut() {
        ScanReport report = scan(vcpu(0, CR0, CR4, table), vcpu(1, 0x6000_0010L, 0, 0));

        assertThat(findings).isEmpty();
        assertThat(report.looked()).containsEntry("vCPUs", 1L);
    }

    @Test
    void sourceWithoutRegistersCountsNone() {
        assertThat(scan().looked()).containsEntry("vCPUs", 0L);
        assertThat(findings).isEmpty();
    }
}
