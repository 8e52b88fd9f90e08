package dev.yagura.kernel.linux.code;

import dev.yagura.kernel.linux.GvaRange;
import dev.yagura.kernel.view.KernelField;
import dev.yagura.kernel.view.KernelStruct;
import dev.yagura.kernel.view.StructView;
import dev.yagura.kernel.view.StructViews;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** Where a module's text lies, that of its initialisation too while it is there. */
final class ModuleText {
    /** Places of {@code MOD_TEXT} and {@code MOD_INIT_TEXT} in {@code enum mod_mem_type}. */
    private static final List<Integer> TEXT_PARTS = List.of(0, 4);

    private ModuleText() {}

    /** A module's text; {@code include/linux/module.h}. */
    @KernelStruct("module")
    interface Text extends StructView {
        /** Returns where the core starts, before 6.4. */
        @KernelField("core_layout.base")
        OptionalLong coreBase();

        @KernelField("core_layout.text_size")
        OptionalInt coreTextSize();

        @KernelField("init_layout.base")
        OptionalLong initBase();

        @KernelField("init_layout.text_size")
        OptionalInt initTextSize();

        /** Returns the parts by {@code enum mod_mem_type}, since 6.4. */
        @KernelField("mem")
        Optional<List<Part>> parts() throws IOException;
    }

    /** A part of a module. */
    @KernelStruct("module_memory")
    interface Part extends StructView {
        long base();

        int size();
    }

    static List<GvaRange> of(StructViews views, long moduleGva) throws IOException {
        Text text = views.at(Text.class, moduleGva);
        List<GvaRange> ranges = new ArrayList<>();
        if (text.coreTextSize().isPresent()) {
            add(ranges, text.coreBase().orElse(0), text.coreTextSize().getAsInt());
            add(ranges, text.initBase().orElse(0), text.initTextSize().orElse(0));
            return ranges;
        }
        List<Part> parts = text.parts().orElse(List.of());
        for (int part : TEXT_PARTS) {
            if (part < parts.size()) {
                add(ranges, parts.get(part).base(), parts.get(part).size());
            }
        }
        return ranges;
    }

    private static void add(List<GvaRange> ranges, long base, int size) {
        if (base != 0 && size != 0) {
            ranges.add(new GvaRange(base, Integer.toUnsignedLong(size)));
        }
    }
}
