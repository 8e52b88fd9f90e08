package dev.yagura.kernel.linux;

import dev.yagura.kernel.Kernel;
import dev.yagura.kernel.symbols.SymbolTable;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** Finds whom addresses belong to, through one look. Safe for concurrent use. */
public final class Owners {
    private final SymbolTable symbols;
    private final GvaRange image;
    private final GvaRange text;
    private final List<KernelModule> modules;

    private Owners(SymbolTable symbols, GvaRange image, GvaRange text, List<KernelModule> modules) {
        this.symbols = symbols;
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
    static Owners of(Kernel kernel, Modules modules) throws IOException {
        return new Owners(
                kernel.symbols(),
                between(kernel, "_text", "_end"),
                between(kernel, "_stext", "_etext"),
                modules.list());
    }

    private static GvaRange between(Kernel kernel, String first, String end) throws IOException {
        long start = Symbols.require(kernel, first);
        return new GvaRange(start, Math.max(0, Symbols.require(kernel, end) - start));
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

    /** Returns an address with its symbol and whose it is. */
    public CodeLocation locate(long gva) {
        if (gva == 0) {
            return new CodeLocation(0, "", "");
        }
        return switch (of(gva)) {
            case Owner.Image(SymbolTable.Nearest nearest) ->
                    new CodeLocation(gva, nearest.toString(), CodeLocation.KERNEL);
            case Owner.Module(String name, long _) -> new CodeLocation(gva, "", name);
            case Owner.Unknown _ -> new CodeLocation(gva, "", CodeLocation.UNKNOWN);
        };
    }

    /** Returns whether an address lies in the kernel image's own code. */
    public boolean isKernelText(long gva) {
        return text.contains(gva);
    }
}
