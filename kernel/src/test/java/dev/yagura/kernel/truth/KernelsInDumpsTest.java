package dev.yagura.kernel.truth;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.yagura.kernel.KernelIdentity;
import dev.yagura.kernel.KernelNotFoundException;
import dev.yagura.kernel.KernelSources;
import dev.yagura.kernel.LinuxKernel;
import dev.yagura.kernel.isf.Isf;
import dev.yagura.kernel.symbols.Symbol;
import dev.yagura.kernel.symbols.SymbolTable;
import dev.yagura.kernel.symbols.SystemMap;
import dev.yagura.memory.Look;
import dev.yagura.memory.VcpuRegisters;
import dev.yagura.memory.dump.Dump;
import dev.yagura.memory.dump.RawLayout;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Opens each dump in every way, and compares with what the guest said. */
class KernelsInDumpsTest {
    private interface Check {
        void run(GuestTruth guest) throws IOException, InterruptedException;
    }

    private static List<DynamicTest> eachGuest(Check check) throws IOException {
        List<DynamicTest> tests = new ArrayList<>();
        for (GuestTruth guest : GuestTruth.all()) {
            tests.add(dynamicTest(guest.toString(), () -> check.run(guest)));
        }
        return tests;
    }

    private static MemorySegment segment(CharSequence text) {
        return MemorySegment.ofArray(text.toString().getBytes(US_ASCII));
    }

    private static LinuxKernel open(Dump dump, List<VcpuRegisters> hints) throws IOException {
        return LinuxKernel.open(new Look(dump), hints, KernelSources.NONE);
    }

    @TestFactory
    List<DynamicTest> identityAndSymbolsAreTheGuestsOwnWithRegisters() throws IOException {
        return eachGuest(guest -> {
            try (Dump dump = guest.elf()) {
                assertThat(dump.registers()).isNotEmpty();
                LinuxKernel kernel = open(dump, dump.registers());
                assertThat(guest.symbolDifferences(kernel.symbols())).isEmpty();
                assertIdentity(kernel, guest);
            }
        });
    }

    @TestFactory
    List<DynamicTest> identityAndSymbolsAreTheGuestsOwnWithoutRegisters() throws IOException {
        return eachGuest(guest -> {
            try (Dump dump = guest.raw()) {
                LinuxKernel kernel = open(dump, List.of());
                assertThat(guest.symbolDifferences(kernel.symbols())).isEmpty();
                assertIdentity(kernel, guest);
            }
        });
    }

    private static void assertIdentity(LinuxKernel kernel, GuestTruth guest) throws IOException {
        KernelIdentity identity = kernel.identity();
        assertThat(identity.banner()).isEqualTo(guest.banner());
        assertThat(identity.release()).isEqualTo(guest.banner().split(" ", 4)[2]);
        assertThat(identity.physicalBase()).isEqualTo(guest.physicalBase());
        assertThat(identity.pagingLevels())
                .isEqualTo(
                        guest.toString().contains("-5l") && !guest.toString().startsWith("5.10")
                                ? 5
                                : 4);
        assertThat(identity.symbolSource()).isEqualTo("kallsyms");
        assertThat(identity.typeSource()).isEqualTo("BTF");
    }

    @TestFactory
    List<DynamicTest> everyTypeIsAsBpftoolReadsIt() throws IOException {
        return eachGuest(guest -> {
            try (Dump dump = guest.elf()) {
                LinuxKernel kernel = open(dump, dump.registers());
                assertThat(guest.typeDifferences(kernel.types())).isEmpty();
                assertThat(BpftoolTypes.of(guest.btf()).structs()).hasSizeGreaterThan(5000);
            }
        });
    }

    @TestFactory
    List<DynamicTest> systemMapGivesTheAddressesThatKallsymsGives() throws IOException {
        return eachGuest(guest -> {
            List<Symbol> running = guest.kallsyms();
            long shift =
                    running.stream()
                                    .filter(symbol -> symbol.name().equals("_text"))
                                    .findFirst()
                                    .orElseThrow()
                                    .gva()
                            - 0xffff_ffff_8100_0000L;
            StringBuilder map = new StringBuilder();
            for (Symbol symbol : running) {
                long gva = symbol.gva() < 0 ? symbol.gva() - shift : symbol.gva();
                map.append("%016x %c %s%n".formatted(gva, symbol.type(), symbol.name()));
            }
            KernelSources sources = KernelSources.NONE.with(SystemMap.read(segment(map)));
            try (Dump dump = guest.raw()) {
                LinuxKernel kernel = LinuxKernel.open(new Look(dump), List.of(), sources);
                assertThat(guest.symbolDifferences(kernel.symbols())).isEmpty();
                assertThat(kernel.identity().kaslrOffset()).isEqualTo(shift);
                assertThat(kernel.identity().symbolSource()).isEqualTo("System.map");
            }
        });
    }

    @TestFactory
    List<DynamicTest> isfGivesTheTypesThatBtfGives() throws IOException {
        return eachGuest(guest -> {
            BpftoolTypes names = BpftoolTypes.of(guest.btf());
            try (Dump dump = guest.elf()) {
                LinuxKernel known = open(dump, dump.registers());
                String isf =
                        new IsfText(known.types())
                                .write(
                                        names.structs(),
                                        names.enumerations(),
                                        known.symbols().sorted(),
                                        known.identity().kaslrOffset());
                KernelSources sources = KernelSources.NONE.with(Isf.read(segment(isf)));

                LinuxKernel kernel = LinuxKernel.open(new Look(dump), dump.registers(), sources);

                assertThat(kernel.identity().typeSource()).isEqualTo("ISF");
                assertThat(kernel.identity().symbolSource()).isEqualTo("ISF");
                assertThat(kernel.symbols().address("init_task"))
                        .isEqualTo(known.symbols().address("init_task"));
                for (String name : names.structs()) {
                    assertThat(words(kernel, name)).isEqualTo(words(known, name));
                }
                for (String name : names.enumerations()) {
                    assertThat(kernel.types().enumeration(name))
                            .isEqualTo(known.types().enumeration(name));
                }
            }
        });
    }

    private static String words(LinuxKernel kernel, String name) {
        return kernel.types().struct(name).map(type -> TypeWords.of(type, 0)).orElse("missing");
    }

    @TestFactory
    List<DynamicTest> nearestSymbolIsTheLastNotAbove() throws IOException {
        return eachGuest(guest -> {
            try (Dump dump = guest.elf()) {
                SymbolTable symbols = open(dump, dump.registers()).symbols();
                long text = symbols.address("_text").orElseThrow();
                long end = symbols.address("_end").orElseThrow();
                Symbol first = null;
                for (Symbol symbol : guest.kallsyms()) {
                    if (symbol.gva() < text || symbol.gva() >= end) {
                        continue;
                    }
                    if (first == null || first.gva() != symbol.gva()) {
                        first = symbol;
                    }
                    assertThat(symbols.nearest(symbol.gva()))
                            .contains(new SymbolTable.Nearest(first, 0));
                }
                assertThat(symbols.nearest(text - 1)).isEmpty();
                assertThat(symbols.nearest(end)).isEmpty();
                assertThat(symbols.nearest(0x1000)).isEmpty();
            }
        });
    }

    /**
     * Beside the kernel's, a guest's RAM has other copies of its banner and BTF: the boot loader's
     * image, which the decompressor moved before use; the log; file contents. A scanner that takes
     * the first one takes the kernel for being where it is not.
     */
    @Test
    void firstCopyInMemoryIsOftenNotTheKernels() throws IOException {
        List<String> misleadingBanners = new ArrayList<>();
        List<String> misleadingTypes = new ArrayList<>();
        for (GuestTruth guest : GuestTruth.all()) {
            try (Dump dump = guest.raw()) {
                LinuxKernel kernel = open(dump, List.of());
                byte[] banner = guest.banner().substring(0, 30).getBytes(US_ASCII);
                byte[] types = Arrays.copyOf(Files.readAllBytes(guest.btf()), 64);
                if (isMisleading(kernel, dump, "linux_banner", banner)) {
                    misleadingBanners.add(guest.toString());
                }
                if (isMisleading(kernel, dump, "__start_BTF", types)) {
                    misleadingTypes.add(guest.toString());
                }
            }
        }
        assertThat(misleadingBanners).isNotEmpty();
        assertThat(misleadingTypes).isNotEmpty();
    }

    /** Returns whether the first copy of some bytes is not where the kernel has them. */
    private static boolean isMisleading(LinuxKernel kernel, Dump dump, String symbol, byte[] bytes)
            throws IOException {
        long own = kernel.memory().gpaOf(kernel.symbols().address(symbol).orElseThrow());
        List<Long> all = Copies.of(dump, bytes);
        assertThat(all).contains(own).hasSizeGreaterThan(1);
        return all.getFirst() != own;
    }

    @TestFactory
    List<DynamicTest> wrongLayoutOfRawFileIsRefused() throws IOException {
        return eachGuest(guest -> {
            Path file = guest.folder().resolve("ram.raw");
            long size = Files.size(file);
            Assumptions.assumeFalse(
                    RawLayout.q35(size).equals(RawLayout.flat(size)),
                    "guest has no hole below 4 GiB");
            try (Dump dump = Dump.openRaw(file, RawLayout.flat(size))) {
                assertThatThrownBy(() -> open(dump, List.of()))
                        .isInstanceOf(KernelNotFoundException.class)
                        .hasMessageContaining("expected an address in RAM");
            }
        });
    }
}
