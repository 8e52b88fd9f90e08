package dev.yagura.kernel.find;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.yagura.kernel.KernelIdentity;
import dev.yagura.kernel.KernelNotFoundException;
import dev.yagura.kernel.KernelSources;
import dev.yagura.kernel.LinuxKernel;
import dev.yagura.kernel.isf.Isf;
import dev.yagura.kernel.symbols.KallsymsVector;
import dev.yagura.kernel.symbols.SystemMap;
import dev.yagura.memory.Extent;
import dev.yagura.memory.Look;
import dev.yagura.memory.SegmentMemory;
import dev.yagura.memory.VcpuRegisters;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Random;
import java.util.StringJoiner;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class KernelFinderTest {
    private static final int BASE = 0x220_0000;
    private static final long SHIFT = 0x0760_0000;
    private static final int PROCESS = 0x34_5000;
    private static final int TRAMPOLINE = 0x9_c000;

    /** Where a kernel would be without KASLR, and so where unmoved copies fit. */
    private static final int LINKED_BASE = 0x100_0000;

    private static FakeImage guest() {
        return new FakeImage(KallsymsVector.V6_12, 4).kernel(BASE, SHIFT);
    }

    private static LinuxKernel open(Look look, VcpuRegisters... hints) throws IOException {
        return LinuxKernel.open(look, List.of(hints), KernelSources.NONE);
    }

    private static void assertFound(LinuxKernel kernel, int levels) {
        KernelIdentity identity = kernel.identity();
        assertThat(identity.textBase()).isEqualTo(FakeImage.TEXT + SHIFT);
        assertThat(identity.kaslrOffset()).isEqualTo(SHIFT);
        assertThat(identity.physicalBase()).isEqualTo(BASE);
        assertThat(identity.dtb()).isEqualTo(BASE + FakeImage.ROOT);
        assertThat(identity.pagingLevels()).isEqualTo(levels);
        assertThat(identity.banner()).isEqualTo(FakeImage.BANNER_TEXT);
        assertThat(identity.release()).isEqualTo(FakeImage.RELEASE);
        assertThat(identity.symbolSource()).isEqualTo("kallsyms");
        assertThat(identity.typeSource()).isEqualTo("BTF");
    }

    @ParameterizedTest
    @EnumSource
    void findsKernelsOfEveryLayout(KallsymsVector vector) throws IOException {
        assertFound(open(new FakeImage(vector, 4).kernel(BASE, SHIFT).dump()), 4);
    }

    @ParameterizedTest
    @ValueSource(ints = {4, 5})
    void findsKernelWithoutHints(int levels) throws IOException {
        FakeImage guest = new FakeImage(KallsymsVector.V7_2, levels).kernel(BASE, SHIFT);

        assertFound(open(guest.dump()), levels);
        assertFound(open(guest.live()), levels);
    }

    @ParameterizedTest
    @ValueSource(ints = {4, 5})
    void findsKernelThroughTheRootOfAProcess(int levels) throws IOException {
        FakeImage guest =
                new FakeImage(KallsymsVector.V6_1, levels)
                        .kernel(BASE, SHIFT)
                        .process(PROCESS & -8192, BASE);

        assertFound(open(guest.live(), guest.registers(PROCESS & -8192)), levels);
    }

    @Test
    void findsKernelThroughTheUserHalfOfIsolatedTables() throws IOException {
        int kernelHalf = PROCESS & -8192;
        FakeImage guest = guest().process(kernelHalf, BASE);
        Look look = guest.live();

        assertFound(open(look, guest.registers((kernelHalf + 0x1000) | 0x881)), 4);
        assertThat(look.fetchedPages()).as("no scan").isLessThan(FakeImage.RAM_BYTES / 4096 / 2);
    }

    @Test
    void findsKernelWhereHintsLeadNowhere() throws IOException {
        FakeImage guest = guest();

        assertFound(open(guest.live(), guest.registers(0x7000), guest.registers(1L << 40)), 4);
    }

    @Test
    void findsKernelThroughTheTableThatStartsCpus() throws IOException {
        assertFound(open(guest().process(TRAMPOLINE, BASE).dump()), 4);
    }

    @ParameterizedTest
    @EnumSource
    void refusesTheUnrelocatedCopyAndFindsTheKernel(KallsymsVector vector) throws IOException {
        FakeImage guest =
                new FakeImage(vector, 4)
                        .unrelocatedCopy(LINKED_BASE, FakeImage.RAM_BYTES)
                        .kernel(BASE, SHIFT);

        assertFound(open(guest.dump()), 4);
    }

    @ParameterizedTest
    @EnumSource
    void refusesTheUnrelocatedCopyAlone(KallsymsVector vector) {
        FakeImage guest =
                new FakeImage(vector, 4).unrelocatedCopy(LINKED_BASE, FakeImage.RAM_BYTES);

        assertThatThrownBy(() -> open(guest.dump()))
                .isInstanceOf(KernelNotFoundException.class)
                .hasMessageContaining(
                        "_text at 0x0 is 0xffffffff81000000, expected 0xffffffff80000000");
    }

    @Test
    void refusesTheUnrelocatedCopyThatMapsMoreThanThereIs() {
        FakeImage guest =
                new FakeImage(KallsymsVector.V6_1, 4).unrelocatedCopy(LINKED_BASE, 1 << 30);

        assertThatThrownBy(() -> open(guest.dump()))
                .isInstanceOf(KernelNotFoundException.class)
                .hasMessageContaining("0x4000000 lies in no RAM range");
    }

    @Test
    void refusesToChooseBetweenTwoKernels() {
        FakeImage guest = guest().kernel(LINKED_BASE, 0);

        assertThatThrownBy(() -> open(guest.dump()))
                .isInstanceOf(KernelNotFoundException.class)
                .hasMessageContaining("kernel at gpa 0x2200000: one of 2, expected one")
                .hasMessageContaining("kernel at gpa 0x1000000: one of 2, expected one");
    }

    @Test
    void registersDecideBetweenTwoKernels() throws IOException {
        FakeImage guest = guest().kernel(LINKED_BASE, 0);

        assertFound(open(guest.dump(), guest.registers(BASE + FakeImage.ROOT)), 4);
    }

    @Test
    void seesTheSameKernelAgain() throws IOException {
        FakeImage guest = guest();
        LinuxKernel kernel = open(guest.live());
        long comm = kernel.symbols().address("init_task").orElseThrow() + FakeImage.COMM;
        assertThat(kernel.memory().cString(comm, 16)).isEqualTo("swapper/0");

        guest.bytes(BASE + FakeImage.INIT_TASK + FakeImage.COMM, "changed\0".getBytes(US_ASCII));

        assertThat(kernel.memory().cString(comm, 16)).isEqualTo("swapper/0");
        assertThat(kernel.again().memory().cString(comm, 16)).startsWith("changed");
        assertThat(kernel.again().identity()).isEqualTo(kernel.identity());
    }

    @Test
    void saysWhatDoesNotFit() {
        assertRefused(
                guest().bytes(BASE + FakeImage.BANNER, "Unix".getBytes(US_ASCII)),
                "linux_banner: text at 0x0 does not read");
        assertRefused(
                guest().bytes(BASE + FakeImage.INIT_TASK + FakeImage.COMM, (byte) 'x'),
                "init_task: comm at 0x10 does not begin with swapper, expected swapper/0");
        assertRefused(
                guest().u64(BASE + FakeImage.INIT_TASK + FakeImage.TASKS + 8, 1),
                "init_task: tasks.next.prev at 0x20 is 0x1, expected 0xffffffff88c04020");
        assertRefused(
                guest().u64(BASE + FakeImage.INIT_TASK + FakeImage.TASKS, 0x1000),
                "guest-virtual memory: 0x1008 has no page");
        assertRefused(
                guest().bytes(BASE + FakeImage.BTF, new byte[24]),
                "btf header: magic at 0x0 is 0x0, expected 0xeb9f");
        assertRefused(
                guest().bytes(BASE + 0x40_0000, new byte[0x1_0000]),
                "kallsyms: token index at 0x0 is nowhere in the image, expected one");
    }

    @Test
    void refusesRootThatDoesNotMapTheImage() {
        FakeImage guest = guest().process(PROCESS, BASE).u64(BASE + FakeImage.ROOT + 8 * 511, 0);

        assertRefused(guest, "init_top_pgt: entry 511 at 0x2800000 does not lead to gpa 0x2200000");
    }

    @Test
    void refusesTablesThatMapThemselves() {
        FakeImage guest = new FakeImage(KallsymsVector.V6_12, 4);
        for (int i = 0; i < 512; i++) {
            guest.u64(PROCESS + 8 * i, PROCESS | 0x67);
        }

        assertRefused(guest, "page tables: image (4 levels from the root)");
    }

    private static void assertRefused(FakeImage guest, String reason) {
        assertThatThrownBy(() -> open(guest.dump()))
                .isInstanceOf(KernelNotFoundException.class)
                .hasMessageStartingWith("linux kernel: not found in 0 root tables of 0 vCPUs, ")
                .hasMessageContaining(reason);
    }

    @Test
    void saysSoWhereThereIsNothing() {
        assertThatThrownBy(() -> open(new FakeImage(KallsymsVector.V6_12, 4).dump()))
                .hasMessage(
                        "linux kernel: not found in 0 root tables of 0 vCPUs, 16384 pages of"
                                + " guest-physical memory; found and refused: nothing");
        assertThatThrownBy(() -> open(new Look(new SegmentMemory(List.of(), false))))
                .isInstanceOf(KernelNotFoundException.class);
    }

    @Test
    void findsNothingInNoise() {
        byte[] noise = new byte[32 << 20];
        new Random(5).nextBytes(noise);
        SegmentMemory memory =
                new SegmentMemory(List.of(new Extent(0, MemorySegment.ofArray(noise))), false);

        assertThatThrownBy(() -> open(new Look(memory)))
                .isInstanceOf(KernelNotFoundException.class);
    }

    @Test
    void takesSymbolsFromSystemMapWhereThereIsNoKallsyms() throws IOException {
        FakeImage guest = guest().bytes(BASE + 0x40_0000, new byte[0x1_0000]);
        KernelSources sources =
                KernelSources.NONE.with(SystemMap.read(segment(KallsymsVector.linkedMap())));

        LinuxKernel kernel = LinuxKernel.open(guest.dump(), List.of(), sources);

        assertThat(kernel.identity().symbolSource()).isEqualTo("System.map");
        assertThat(kernel.identity().kaslrOffset()).isEqualTo(SHIFT);
        assertThat(kernel.symbols().address("init_task"))
                .hasValue(FakeImage.TEXT + SHIFT + FakeImage.INIT_TASK);
    }

    @Test
    void takesTypesFromIsfWhereThereIsNoBtf() throws IOException {
        FakeImage guest = guest().bytes(BASE + FakeImage.BTF, new byte[24]);
        KernelSources sources = KernelSources.NONE.with(isf(FakeImage.TASKS, ""));

        LinuxKernel kernel = LinuxKernel.open(guest.dump(), List.of(), sources);

        assertThat(kernel.identity().symbolSource()).isEqualTo("kallsyms");
        assertThat(kernel.identity().typeSource()).isEqualTo("ISF");
        assertThat(kernel.types().struct("task_struct")).isPresent();
    }

    @Test
    void takesBothFromIsfAndSystemMapBeforeItsSymbols() throws IOException {
        FakeImage guest =
                guest().bytes(BASE + FakeImage.BTF, new byte[24])
                        .bytes(BASE + 0x40_0000, new byte[0x1_0000]);
        StringJoiner symbols = new StringJoiner(",", ", \"symbols\": {", "}");
        for (String line : KallsymsVector.linkedMap().lines().toList()) {
            String address = Long.toUnsignedString(Long.parseUnsignedLong(line, 0, 16, 16));
            symbols.add("\"%s\": {\"address\": %s}".formatted(line.substring(19), address));
        }
        KernelSources sources = KernelSources.NONE.with(isf(FakeImage.TASKS, symbols.toString()));

        KernelIdentity identity = LinuxKernel.open(guest.dump(), List.of(), sources).identity();

        assertThat(identity.symbolSource()).isEqualTo("ISF");
        assertThat(identity.typeSource()).isEqualTo("ISF");
        assertThat(identity.kaslrOffset()).isEqualTo(SHIFT);
        KernelSources both = sources.with(SystemMap.read(segment(KallsymsVector.linkedMap())));
        assertThat(LinuxKernel.open(guest.dump(), List.of(), both).identity().symbolSource())
                .isEqualTo("System.map");
    }

    @Test
    void refusesIsfOfAnotherKernel() throws IOException {
        KernelSources sources = KernelSources.NONE.with(isf(FakeImage.TASKS + 8, ""));

        assertThatThrownBy(() -> LinuxKernel.open(guest().dump(), List.of(), sources))
                .isInstanceOf(KernelNotFoundException.class)
                .hasMessageContaining("init_task: tasks.next.prev at 0x28");
    }

    private static Isf isf(int tasksOffset, String moreSections) throws IOException {
        return Isf.read(
                segment(
                        """
                        {"base_types": {"char": {"size": 1, "signed": true, "kind": "char"}},
                        "user_types": {
                        "list_head": {"size": 16, "kind": "struct", "fields": {}},
                        "task_struct": {"size": 64, "kind": "struct", "fields": {
                          "comm": {"offset": %d, "type": {"kind": "array", "count": 16,
                            "subtype": {"kind": "base", "name": "char"}}},
                          "tasks": {"offset": %d,
                            "type": {"kind": "struct", "name": "list_head"}}}}}
                        %s}
                        """
                                .formatted(FakeImage.COMM, tasksOffset, moreSections)));
    }

    private static MemorySegment segment(String text) {
        return MemorySegment.ofArray(text.getBytes(US_ASCII));
    }

    @Test
    void survivesFlippedBitsInTheImageAndItsTables() throws IOException {
        Random random = new Random(6);
        for (int round = 0; round < 300; round++) {
            FakeImage guest = guest();
            int place = random.nextInt(3);
            int from = new int[] {0x40_0000, FakeImage.BTF, FakeImage.ROOT}[place];
            int length = new int[] {0xb000, 0x200, 0x5000}[place];
            for (int i = 0; i < 4; i++) {
                int at = BASE + from + random.nextInt(length);
                guest.bytes(at, (byte) random.nextInt());
            }
            try {
                open(guest.dump()).symbols().address("init_task");
            } catch (KernelNotFoundException e) {
                assertThat(e.refused()).isNotEmpty();
            }
        }
    }
}
