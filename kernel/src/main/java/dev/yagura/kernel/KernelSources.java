package dev.yagura.kernel;

import static java.util.Objects.requireNonNull;

import dev.yagura.kernel.isf.Isf;
import dev.yagura.kernel.symbols.LinkedSymbols;
import dev.yagura.kernel.types.TypeCatalog;
import java.util.Optional;

/**
 * What files of the user say about a kernel, for kernels that lack kallsyms or BTF.
 *
 * <p>What is given is used instead of what the guest's memory says, because memory is the guest's
 * to change. A System.map comes before the symbols of an ISF. Read once and used for every look.
 *
 * @param systemMap the symbols of a System.map
 * @param isf a Volatility 3 symbol file (ISF)
 */
public record KernelSources(Optional<LinkedSymbols> systemMap, Optional<Isf> isf) {
    /** Nothing given: everything is found in the guest's memory. */
    public static final KernelSources NONE = new KernelSources(Optional.empty(), Optional.empty());

    /** Requires both components. */
    public KernelSources {
        requireNonNull(systemMap, "systemMap");
        requireNonNull(isf, "isf");
    }

    /** Returns these with another System.map. */
    public KernelSources with(LinkedSymbols newSystemMap) {
        return new KernelSources(Optional.of(newSystemMap), isf);
    }

    /** Returns these with another ISF. */
    public KernelSources with(Isf newIsf) {
        return new KernelSources(systemMap, Optional.of(newIsf));
    }

    /** Returns the symbols to use, if any are given. */
    Optional<LinkedSymbols> symbols() {
        return systemMap.isPresent() ? systemMap : isf.flatMap(Isf::symbols);
    }

    /** Returns the types to use, if any are given. */
    Optional<TypeCatalog> types() {
        return isf.map(Isf::types);
    }
}
