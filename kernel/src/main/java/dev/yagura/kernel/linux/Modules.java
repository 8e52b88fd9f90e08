package dev.yagura.kernel.linux;

import dev.yagura.kernel.view.KernelLayoutException;
import dev.yagura.kernel.view.StructViews;
import dev.yagura.kernel.walk.Walk;
import dev.yagura.kernel.walk.Walks;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The guest's loaded modules. */
public final class Modules {
    /** What an unused module's counter holds: {@code MODULE_REF_BASE}, kernel/module. */
    private static final int REF_BASE = 1;

    private final StructViews views;
    private final Walks walks;

    Modules(StructViews views, Walks walks) {
        this.views = views;
        this.walks = walks;
    }

    /**
     * Returns the loaded modules in the order of {@code /proc/modules}; empty where none is loaded.
     *
     * @throws dev.yagura.kernel.walk.WalkCutException if the list cannot be walked to its end
     * @throws IOException if guest memory cannot be read
     */
    public List<KernelModule> list() throws IOException {
        List<KernelModule> modules = new ArrayList<>();
        for (ModuleStruct module : walkList().complete()) {
            KernelModule described = describe(module);
            if (described.state() != KernelModule.State.UNFORMED) {
                modules.add(described);
            }
        }
        return List.copyOf(modules);
    }

    /** Walks the list, modules that are being set up included. */
    private Walk<ModuleStruct> walkList() throws IOException {
        return walks.list(Symbols.require(views.kernel(), "modules"), ModuleStruct.class, "list");
    }

    private KernelModule describe(ModuleStruct module) throws IOException {
        List<GvaRange> ranges = ranges(module);
        long size = ranges.stream().mapToLong(GvaRange::lengthBytes).sum();
        List<String> users = new ArrayList<>();
        long source = module.gva() + views.offsetOf("module", "source_list");
        for (ModuleStruct.Use use :
                walks.list(source, ModuleStruct.Use.class, "source_list").complete()) {
            users.add(use.user());
        }
        return new KernelModule(
                module.gva(),
                module.name(),
                size,
                module.refcnt() - REF_BASE,
                users,
                module.initFunction() != 0 && module.exitFunction() == 0,
                state(module.state()),
                ranges.getFirst().start(),
                Taints.letters(module.taints()),
                ranges.stream().filter(range -> range.lengthBytes() > 0).toList());
    }

    /** Returns the module's parts, the one with its text first, empty ones too. */
    private List<GvaRange> ranges(ModuleStruct module) throws IOException {
        if (module.coreBase().isPresent()) {
            return List.of(
                    range(module.coreBase().getAsLong(), module.coreSize().orElse(0)),
                    range(module.initBase().orElse(0), module.initSize().orElse(0)));
        }
        List<GvaRange> ranges = new ArrayList<>();
        for (ModuleStruct.Memory part : module.parts().orElse(List.of())) {
            ranges.add(range(part.base(), part.size()));
        }
        if (ranges.isEmpty()) {
            throw new KernelLayoutException(
                    views.kernel().release(), "module", "core_layout or mem", "not found");
        }
        return ranges;
    }

    private static GvaRange range(long base, int size) {
        return new GvaRange(base, Integer.toUnsignedLong(size));
    }

    /** A number without a name counts as live, as {@code m_show} in kernel/module has it. */
    private KernelModule.State state(int number) throws KernelLayoutException {
        Map<String, Long> names =
                views.kernel()
                        .types()
                        .enumeration("module_state")
                        .orElseThrow(() ->
                                new KernelLayoutException(
                                        views.kernel().release(), "module_state", "", "not found"));
        for (KernelModule.State state : KernelModule.State.values()) {
            Long value = names.get("MODULE_STATE_" + state.name());
            if (value != null && value == number) {
                return state;
            }
        }
        return KernelModule.State.LIVE;
    }
}
