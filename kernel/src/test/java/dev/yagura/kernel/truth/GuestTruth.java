package dev.yagura.kernel.truth;

import dev.yagura.kernel.fixture.DumpedGuests;
import dev.yagura.kernel.symbols.Symbol;
import dev.yagura.kernel.symbols.SymbolTable;
import dev.yagura.kernel.types.TypeCatalog;
import dev.yagura.memory.dump.Dump;
import dev.yagura.memory.dump.RawLayout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * One guest that was stopped and dumped, and what it said about itself before.
 *
 * <p>Beside what {@link DumpedGuests} names, the folder holds {@code ram.raw} (the RAM file of a
 * q35 guest), and {@code version.txt} has the guest's /proc/iomem.
 */
record GuestTruth(Path folder) {
    private static final int MAX_DIFFERENCES = 10;

    /** Returns the guests of {@link DumpedGuests}; skips the test where there are none. */
    static List<GuestTruth> all() throws IOException {
        return DumpedGuests.folders().stream().map(GuestTruth::new).toList();
    }

    /** Opens the RAM file. */
    Dump raw() throws IOException {
        Path file = folder.resolve("ram.raw");
        return Dump.openRaw(file, RawLayout.q35(Files.size(file)));
    }

    /** Opens the ELF core. */
    Dump elf() throws IOException {
        return Dump.open(folder.resolve("core.elf"));
    }

    /** Returns the guest's own BTF. */
    Path btf() {
        return folder.resolve("btf.bin");
    }

    /** Returns the guest's /proc/version. */
    String banner() throws IOException {
        return Files.readAllLines(folder.resolve("version.txt")).getFirst();
    }

    /** Returns where /proc/iomem says that the kernel's text begins. */
    long physicalBase() throws IOException {
        for (String line : Files.readAllLines(folder.resolve("version.txt"))) {
            if (line.endsWith(": Kernel code")) {
                return Long.parseUnsignedLong(line.strip().split("-", 2)[0], 16);
            }
        }
        throw new IOException(folder + ": version.txt has no line for Kernel code");
    }

    /** Returns the symbols of /proc/kallsyms, those of modules left out. */
    List<Symbol> kallsyms() throws IOException {
        List<Symbol> symbols = new ArrayList<>();
        for (String line : Files.readAllLines(folder.resolve("kallsyms.txt"))) {
            if (line.indexOf('[') < 0) {
                symbols.add(
                        new Symbol(
                                line.substring(19),
                                Long.parseUnsignedLong(line, 0, 16, 16),
                                line.charAt(17)));
            }
        }
        return symbols;
    }

    /** Returns where {@code found} differs from the guest's own list; the first few places. */
    List<String> symbolDifferences(SymbolTable found) throws IOException {
        List<Symbol> expected = kallsyms();
        List<Symbol> sorted = found.sorted();
        List<String> differences = new ArrayList<>();
        if (expected.size() != sorted.size() || found.count() != expected.size()) {
            differences.add("count: " + sorted.size() + ", expected " + expected.size());
        }
        for (int i = 0;
                i < Math.min(expected.size(), sorted.size())
                        && differences.size() < MAX_DIFFERENCES;
                i++) {
            Symbol symbol = expected.get(i);
            if (!sorted.get(i).equals(symbol)) {
                differences.add(i + ": " + sorted.get(i) + ", expected " + symbol);
            } else if (!found.all(symbol.name()).contains(symbol)) {
                differences.add(i + ": " + symbol + " is not found by its name");
            }
        }
        return differences;
    }

    /** Returns where {@code found} differs from what bpftool reads in the guest's own BTF. */
    List<String> typeDifferences(TypeCatalog found) throws IOException, InterruptedException {
        return BpftoolTypes.of(btf()).differences(found, MAX_DIFFERENCES);
    }

    @Override
    public String toString() {
        return String.valueOf(folder.getFileName());
    }
}
