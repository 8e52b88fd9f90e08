package dev.yagura.it.dump;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.yagura.kernel.KernelSources;
import dev.yagura.kernel.LinuxKernel;
import dev.yagura.kernel.isf.Isf;
import dev.yagura.kernel.symbols.Symbol;
import dev.yagura.kernel.symbols.SymbolTable;
import dev.yagura.kernel.symbols.SystemMap;
import dev.yagura.kernel.truth.BpftoolTypes;
import dev.yagura.kernel.truth.TypeWords;
import dev.yagura.memory.Look;
import dev.yagura.memory.VcpuRegisters;
import dev.yagura.memory.dump.Dump;
import dev.yagura.testkit.guest.Guest;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;

/** Opens a dump in every way, and compares symbols and types with what the guest said. */
public final class KernelInDump {
    /** Where the kernel is linked to: {@code __START_KERNEL} of {@code asm/page_types.h}. */
    private static final long LINKED_TEXT = 0xffff_ffff_8100_0000L;

    private final Guest guest;
    private final Path core;

    private KernelInDump(Guest guest, Path core) {
        this.guest = guest;
        this.core = core;
    }

    /**
     * Returns the tests.
     *
     * @param guest the guest, which runs on
     * @param core an ELF core of it
     */
    public static Stream<DynamicTest> tests(Guest guest, Path core) {
        KernelInDump dump = new KernelInDump(guest, core);
        return Stream.of(
                dynamicTest("symbols with registers", dump::symbolsAreTheGuestsOwn),
                dynamicTest("symbols without registers", dump::symbolsAreFoundWithoutRegisters),
                dynamicTest("types", dump::typesAreAsBpftoolReadsThem),
                dynamicTest("System.map", dump::systemMapGivesTheSameAddresses),
                dynamicTest("ISF", dump::isfGivesTheSameTypes),
                dynamicTest("nearest symbols", dump::nearestSymbolIsTheLastNotAbove));
    }

    private LinuxKernel open(Dump dump, List<VcpuRegisters> hints) throws IOException {
        return LinuxKernel.open(new Look(dump), hints, KernelSources.NONE);
    }

    private void symbolsAreTheGuestsOwn() throws IOException {
        try (Dump dump = Dump.open(core)) {
            assertThat(dump.registers()).isNotEmpty();
            assertSymbols(open(dump, dump.registers()));
        }
    }

    private void symbolsAreFoundWithoutRegisters() throws IOException {
        try (Dump dump = Dump.open(core)) {
            assertSymbols(open(dump, List.of()));
        }
    }

    /** Every line of /proc/kallsyms that is not a module's, in its order. */
    private void assertSymbols(LinuxKernel kernel) throws IOException {
        MessageDigest seen = md5();
        for (Symbol symbol : kernel.symbols().sorted()) {
            String line = "%016x %c %s\n".formatted(symbol.gva(), symbol.type(), symbol.name());
            seen.update(line.getBytes(US_ASCII));
        }

        assertThat(kernel.symbols().count()).isGreaterThan(50_000);
        assertThat(HexFormat.of().formatHex(seen.digest()))
                .isEqualTo(sum("grep -v '\\[' /proc/kallsyms | md5sum"));
        assertThat(kernel.identity().symbolSource()).isEqualTo("kallsyms");
        String code = guest.run("grep ': Kernel code' /proc/iomem").strip();
        assertThat(kernel.identity().physicalBase())
                .isEqualTo(Long.parseUnsignedLong(code.split("-", 2)[0], 16));
    }

    private static MessageDigest md5() throws IOException {
        try {
            return MessageDigest.getInstance("MD5");
        } catch (NoSuchAlgorithmException e) {
            throw new IOException(e);
        }
    }

    private String sum(String command) throws IOException {
        return guest.run(command).replaceAll(" .*\n?", "").strip();
    }

    /** The bytes are those that the guest shows; what is in them, bpftool says. */
    private void typesAreAsBpftoolReadsThem() throws IOException, InterruptedException {
        try (Dump dump = Dump.open(core)) {
            LinuxKernel kernel = open(dump, dump.registers());
            byte[] btf = btf(kernel);
            assertThat(HexFormat.of().formatHex(md5().digest(btf)))
                    .isEqualTo(sum("md5sum < /sys/kernel/btf/vmlinux"));

            BpftoolTypes expected = bpftool(btf);

            assertThat(expected.structs()).hasSizeGreaterThan(5000);
            assertThat(expected.differences(kernel.types(), 10)).isEmpty();
            assertThat(kernel.identity().typeSource()).isEqualTo("BTF");
        }
    }

    private static byte[] btf(LinuxKernel kernel) throws IOException {
        SymbolTable symbols = kernel.symbols();
        long start = symbols.address("__start_BTF").orElseThrow();
        long end = symbols.address("__stop_BTF").orElseThrow();
        return kernel.memory().bytes(start, (int) (end - start));
    }

    private BpftoolTypes bpftool(byte[] btf) throws IOException, InterruptedException {
        Path file = core.resolveSibling("btf");
        Files.write(file, btf);
        return BpftoolTypes.of(file);
    }

    private void systemMapGivesTheSameAddresses() throws IOException {
        try (Dump dump = Dump.open(core)) {
            LinuxKernel known = open(dump, dump.registers());
            long shift = known.symbols().address("_text").orElseThrow() - LINKED_TEXT;
            StringBuilder map = new StringBuilder();
            for (Symbol symbol : known.symbols().sorted()) {
                long gva = symbol.gva() < 0 ? symbol.gva() - shift : symbol.gva();
                map.append("%016x %c %s\n".formatted(gva, symbol.type(), symbol.name()));
            }
            KernelSources sources = KernelSources.NONE.with(SystemMap.read(segment(map)));

            LinuxKernel kernel = LinuxKernel.open(new Look(dump), List.of(), sources);

            assertThat(kernel.symbols().sorted()).isEqualTo(known.symbols().sorted());
            assertThat(kernel.identity().kaslrOffset()).isEqualTo(shift);
            assertThat(kernel.identity().symbolSource()).isEqualTo("System.map");
        }
    }

    private static MemorySegment segment(CharSequence text) {
        return MemorySegment.ofArray(text.toString().getBytes(US_ASCII));
    }

    private void isfGivesTheSameTypes() throws IOException, InterruptedException {
        try (Dump dump = Dump.open(core)) {
            LinuxKernel known = open(dump, dump.registers());
            BpftoolTypes names = bpftool(btf(known));
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
    }

    private static String words(LinuxKernel kernel, String name) {
        return kernel.types().struct(name).map(type -> TypeWords.of(type, 0)).orElse("missing");
    }

    private void nearestSymbolIsTheLastNotAbove() throws IOException {
        try (Dump dump = Dump.open(core)) {
            SymbolTable symbols = open(dump, dump.registers()).symbols();
            long text = symbols.address("_text").orElseThrow();
            long end = symbols.address("_end").orElseThrow();
            Symbol first = null;
            for (Symbol symbol : symbols.sorted()) {
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
    }
}
