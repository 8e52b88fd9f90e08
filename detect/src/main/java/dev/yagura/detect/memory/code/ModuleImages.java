package dev.yagura.detect.memory.code;

import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.detect.DetectorContext;
import dev.yagura.detect.originals.OriginalCode;
import dev.yagura.kernel.linux.KernelModule;
import dev.yagura.kernel.linux.Linux;
import dev.yagura.kernel.linux.ModuleDetails;
import dev.yagura.kernel.linux.code.sites.LiveSites;
import dev.yagura.kernel.linux.code.sites.PatchSite;
import dev.yagura.kernel.linux.image.CodeImage;
import dev.yagura.kernel.linux.image.ModuleFile;
import dev.yagura.kernel.symbols.Symbol;
import java.io.IOException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SequencedMap;

/** The modules of a guest as their files have them, each where the guest has it. */
final class ModuleImages {
    private static final String PER_CPU = ".data..percpu";

    /** A module with its file, and where its sections are. */
    private record Placed(KernelModule module, ModuleFile file, Map<String, Long> sections) {
        OptionalLong place(String section) {
            Long gva = sections.get(section);
            return gva == null ? OptionalLong.empty() : OptionalLong.of(gva);
        }
    }

    private final DetectorContext context;
    private final Linux linux;
    private final OriginalCode originals;
    private final SequencedMap<String, Placed> placed = new LinkedHashMap<>();
    private final Map<String, Long> exported = new HashMap<>();

    private ModuleImages(DetectorContext context, OriginalCode originals) {
        this.context = context;
        this.linux = context.linux();
        this.originals = originals;
    }

    /**
     * Finds the files of the modules that are loaded. One without a file that can be used is told
     * as not covered.
     *
     * @throws IOException if the modules cannot be listed, or a source fails
     */
    static ModuleImages of(DetectorContext context, OriginalCode originals) throws IOException {
        ModuleImages images = new ModuleImages(context, originals);
        for (KernelModule module : images.linux.modules().list()) {
            images.place(module);
        }
        return images;
    }

    private void place(KernelModule module) throws IOException {
        String what = "code of module " + module.name();
        if (module.state() != KernelModule.State.LIVE) {
            context.notCovered(what, "is %s".formatted(module.state().label()));
            return;
        }
        try {
            Optional<ModuleFile> file = originals.module(linux.kernel().release(), module.name());
            if (file.isEmpty()) {
                context.notCovered(what, "%s has no file of it".formatted(originals.source()));
                return;
            }
            Placed one = new Placed(module, file.get(), sections(module));
            placed.put(module.name(), one);
            one.file().globals(one::place).forEach(exported::putIfAbsent);
        } catch (MalformedStructureException e) {
            context.notCovered(what, e);
        }
    }

    private Map<String, Long> sections(KernelModule module) throws IOException {
        Map<String, Long> sections = new HashMap<>();
        for (ModuleDetails.Section section : new ModuleDetails(linux).sections(module)) {
            sections.putIfAbsent(section.name(), section.gva());
        }
        if (linux.views().has("module", "percpu")) {
            long member = module.gva() + linux.views().offsetOf("module", "percpu");
            sections.put(PER_CPU, linux.kernel().memory().u64(member));
        }
        return sections;
    }

    /** Returns the modules that have a file. */
    List<KernelModule> modules() {
        return placed.values().stream().map(Placed::module).toList();
    }

    /** Returns a module as it was when it had been loaded; empty if that cannot be told. */
    Optional<CodeImage> image(KernelModule module) {
        Placed one = placed.get(module.name());
        if (one == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(one.file().at(one::place, this::address));
        } catch (MalformedStructureException e) {
            context.notCovered("code of module " + module.name(), e);
            return Optional.empty();
        }
    }

    /**
     * Returns the places in a module that has a file which the kernel rewrites and no table has.
     */
    List<PatchSite> trampolines(KernelModule module) {
        Placed one = placed.get(module.name());
        return one == null
                ? List.of()
                : LiveSites.trampolines(one.file().own(LiveSites.STATIC_CALLS, one::place));
    }

    /** Only global symbols are for modules; a local one of that name may come before it. */
    private OptionalLong address(String symbol) {
        List<Symbol> all = linux.kernel().symbols().all(symbol);
        for (Symbol one : all) {
            if (Character.isUpperCase(one.type())) {
                return OptionalLong.of(one.gva());
            }
        }
        Long other = exported.get(symbol);
        if (other != null) {
            return OptionalLong.of(other);
        }
        return all.isEmpty() ? OptionalLong.empty() : OptionalLong.of(all.getFirst().gva());
    }
}
