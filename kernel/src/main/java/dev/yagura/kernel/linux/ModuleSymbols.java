package dev.yagura.kernel.linux;

import dev.yagura.kernel.view.KernelField;
import dev.yagura.kernel.view.KernelStruct;
import dev.yagura.kernel.view.StructView;
import dev.yagura.kernel.view.StructViews;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The symbols of one module, which the kernel keeps as it loaded them: {@code struct mod_kallsyms}
 * in {@code include/linux/module.h}, and the symbol table's form of the ELF-64 specification.
 */
final class ModuleSymbols {
    /** The largest drivers have some 100,000. */
    private static final int MAX_SYMBOLS = 1 << 20;

    /** {@code KSYM_NAME_LEN}, include/linux/kallsyms.h. */
    private static final int MAX_NAME_BYTES = 512;

    /** Sections have symbols without a name; few of them start at one address. */
    private static final int MAX_NAMELESS = 64;

    private static final int ENTRY_BYTES = 24;
    private static final int SECTION_AT = 6;
    private static final int VALUE_AT = 8;

    @KernelStruct("module")
    interface Kallsyms extends StructView {
        @KernelField("kallsyms->symtab")
        long symbols() throws IOException;

        @KernelField("kallsyms->num_symtab")
        int count() throws IOException;

        @KernelField("kallsyms->strtab")
        long names() throws IOException;
    }

    private final StructViews views;
    private final long names;
    private final NavigableMap<Long, List<Integer>> byAddress;

    private ModuleSymbols(
            StructViews views, long names, NavigableMap<Long, List<Integer>> byAddress) {
        this.views = views;
        this.names = names;
        this.byAddress = byAddress;
    }

    /** Reads the table of a module; names are read when asked for. */
    static ModuleSymbols of(StructViews views, long moduleGva) throws IOException {
        Kallsyms table = views.at(Kallsyms.class, moduleGva);
        NavigableMap<Long, List<Integer>> byAddress = new TreeMap<>(Long::compareUnsigned);
        int count = Math.clamp(Integer.toUnsignedLong(table.count()), 0, MAX_SYMBOLS);
        ByteBuffer entries =
                ByteBuffer.wrap(views.kernel().memory().bytes(table.symbols(), count * ENTRY_BYTES))
                        .order(ByteOrder.LITTLE_ENDIAN);
        for (int at = 0; at < entries.limit(); at += ENTRY_BYTES) {
            if (entries.getShort(at + SECTION_AT) != 0) { // SHN_UNDEF: defined elsewhere
                byAddress
                        .computeIfAbsent(entries.getLong(at + VALUE_AT), _ -> new ArrayList<>(1))
                        .add(entries.getInt(at));
            }
        }
        return new ModuleSymbols(views, table.names(), byAddress);
    }

    /** Returns the addresses in a range at which symbols lie, ascending. */
    List<Long> within(GvaRange range) {
        return byAddress.tailMap(range.start(), true).keySet().stream()
                .takeWhile(range::contains)
                .toList();
    }

    /** Returns the symbol at or before an address with the distance, if there is one. */
    Optional<String> nearest(long gva) throws IOException {
        int tries = 0;
        Map.Entry<Long, List<Integer>> entry = byAddress.floorEntry(gva);
        while (entry != null && tries < MAX_NAMELESS) {
            for (int name : entry.getValue()) {
                String text =
                        views.kernel()
                                .memory()
                                .cString(names + Integer.toUnsignedLong(name), MAX_NAME_BYTES);
                if (!text.isEmpty()) {
                    long offset = gva - entry.getKey();
                    return Optional.of(offset == 0 ? text : "%s+0x%x".formatted(text, offset));
                }
            }
            tries++;
            entry = byAddress.lowerEntry(entry.getKey());
        }
        return Optional.empty();
    }
}
