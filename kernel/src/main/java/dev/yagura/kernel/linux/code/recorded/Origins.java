package dev.yagura.kernel.linux.code.recorded;

import dev.yagura.kernel.linux.Linux;
import dev.yagura.kernel.linux.Symbols;
import dev.yagura.kernel.linux.code.recorded.RecordedCode.Origin;
import dev.yagura.kernel.symbols.Symbol;
import dev.yagura.kernel.view.KernelField;
import dev.yagura.kernel.view.KernelStruct;
import dev.yagura.kernel.view.StructView;
import java.io.IOException;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Reads what the code of a kernel depends on beside its file. */
final class Origins {
    private static final int MAX_BANNER_BYTES = 512;

    /** Starts the names of symbols before the places of one variable's value in code. */
    private static final String PLACES = "__start_runtime_ptr_";

    private Origins() {}

    /** Features of a CPU, and its bugs; {@code arch/x86/include/asm/processor.h}. */
    @KernelStruct("cpuinfo_x86")
    interface Cpu extends StructView {
        @KernelField("x86_capability")
        int[] features();
    }

    /** A cache of the slab allocator; {@code mm/slab.h}. */
    @KernelStruct("kmem_cache")
    interface Cache extends StructView {
        String name() throws IOException;
    }

    /** Reads banner, build and features. */
    static Origin of(Linux linux) throws IOException {
        long banner = Symbols.require(linux.kernel(), "linux_banner");
        long cpu = Symbols.require(linux.kernel(), "boot_cpu_data");
        StringBuilder features = new StringBuilder();
        for (int word : linux.views().at(Cpu.class, cpu).features()) {
            features.append("%08x".formatted(word));
        }
        return new Origin(
                linux.kernel().memory().cString(banner, MAX_BANNER_BYTES).strip(),
                BuildIds.kernel(linux),
                features.toString());
    }

    /**
     * Reads the values that were written into code, by their variables' names. The compiler may
     * take a variable away that is used nowhere else; those that remain without are pointers to
     * caches of the slab allocator, which have names of their own.
     */
    static Map<String, Long> constants(Linux linux) throws IOException {
        Map<String, Long> constants = new TreeMap<>();
        boolean whole = true;
        for (Symbol symbol : linux.kernel().symbols().sorted()) {
            if (symbol.name().startsWith(PLACES)) {
                String name = symbol.name().substring(PLACES.length());
                OptionalLong variable = linux.kernel().symbols().address(name);
                whole &= variable.isPresent();
                if (variable.isPresent()) {
                    constants.put(name, linux.kernel().memory().u64(variable.getAsLong()));
                }
            }
        }
        OptionalLong caches = linux.kernel().symbols().address("slab_caches");
        if (!whole && caches.isPresent()) {
            for (Cache cache :
                    linux.walks().list(caches.getAsLong(), Cache.class, "list").items()) {
                constants.putIfAbsent("cache " + cache.name(), cache.gva());
            }
        }
        return constants;
    }

    /** Pairs the values of an earlier look with those of now. */
    static Map<Long, Long> pairs(Map<String, Long> before, Map<String, Long> now) {
        Map<Long, Long> pairs = new TreeMap<>();
        before.forEach((name, was) -> {
            @Nullable Long is = now.get(name);
            if (is != null) {
                pairs.put(was, is);
            }
        });
        return pairs;
    }
}
