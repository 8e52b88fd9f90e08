package dev.yagura.kernel.linux;

import dev.yagura.kernel.Kernel;
import dev.yagura.kernel.symbols.SymbolTable;
import dev.yagura.kernel.view.StructViews;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Finds whom addresses belong to, through one look. Safe for concurrent use. */
public final class Owners {
    private final StructViews views;
    private final SymbolTable symbols;
    private final GvaRange image;
    private final GvaRange text;
    private final List<KernelModule> modules;
    private final Map<Long, Optional<ModuleSymbols>> moduleSymbols = new ConcurrentHashMap<>();

    private Owners(StructViews views, GvaRange image, GvaRange text, List<KernelModule> modules) {
        this.views = views;
        this.symbols = views.kernel().symbols();
        this.image = image;
        this.text = text;
        this.modules = modules;
    }

    /**
     * Reads what is needed.
     *
     * @throws IOException if the modules cannot be read: an address could not be called unknown
     *     then
     */
    static Owners of(StructViews views, Modules modules) throws IOException {
        Kernel kernel = views.kernel();
        return new Owners(
                views,
                Symbols.between(kernel, "_text", "_end"),
                Symbols.between(kernel, "_stext", "_etext"),
                modules.list());
    }

    /** Returns whose an address is. */
    public Owner of(long gva) {
        if (image.contains(gva)) {
            Optional<SymbolTable.Nearest> nearest = symbols.nearest(gva);
            if (nearest.isPresent()) {
                return new Owner.Image(nearest.get());
            }
        }
        for (KernelModule module : modules) {
            for (GvaRange range : module.ranges()) {
                if (range.contains(gva)) {
                    return new Owner.Module(module.name(), gva - range.start());
                }
            }
        }
        return new Owner.Unknown();
    }

    /**
     * Returns an address with its symbol and whose it is. A symbol that the guest does not give, as
     * after its module's table was overwritten, is left out.
     *
     * @throws IOException if the memory source fails
     */
    public CodeLocation locate(long gva) throws IOException {
        if (gva == 0) {
            return new CodeLocation(0, "", "");
        }
        if (of(gva) instanceof Owner.Image(SymbolTable.Nearest nearest)) {
            return new CodeLocation(gva, nearest.toString(), CodeLocation.KERNEL);
        }
        for (KernelModule module : modules) {
            if (module.contains(gva)) {
                return new CodeLocation(gva, symbol(module, gva), module.name());
            }
        }
        return new CodeLocation(gva, "", CodeLocation.UNKNOWN);
    }

    private String symbol(KernelModule module, long gva) throws IOException {
        try {
            Optional<ModuleSymbols> known = moduleSymbols.get(module.gva());
            if (known == null) {
                moduleSymbols.put(module.gva(), Optional.empty());
                known = Optional.of(ModuleSymbols.of(views, module.gva()));
                moduleSymbols.put(module.gva(), known);
            }
            return known.isEmpty() ? "" : known.get().nearest(gva).orElse("");
        } catch (IOException e) {
            if (!GuestFaults.isGuestFault(e)) {
                throw e;
            }
            return "";
        }
    }

    /**
     * Returns the addresses in a range at which symbols of a module lie, ascending.
     *
     * @throws IOException if the module's table of symbols, or the memory source, cannot be read
     */
    public List<Long> symbols(KernelModule module, GvaRange range) throws IOException {
        return ModuleSymbols.of(views, module.gva()).within(range);
    }

    /** Returns whether an address lies in the kernel image, its data included. */
    public boolean isImage(long gva) {
        return image.contains(gva);
    }

    /** Returns whether an address lies in the kernel image's own code. */
    public boolean isKernelText(long gva) {
        return text.contains(gva);
    }
}
