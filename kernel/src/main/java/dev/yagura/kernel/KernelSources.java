package dev.yagura.kernel;

import static java.util.Objects.requireNonNull;

import java.lang.foreign.MemorySegment;
import java.util.Optional;

/**
 * Files about a kernel that the user gives, for kernels that lack kallsyms or BTF.
 *
 * <p>What is given is used instead of what the guest's memory says, because memory is the guest's
 * to change. A System.map comes before the symbols of an ISF.
 *
 * @param systemMap text of a System.map
 * @param isf JSON of a Volatility 3 symbol file (ISF), decompressed
 */
public record KernelSources(Optional<MemorySegment> systemMap, Optional<MemorySegment> isf) {
    /** Nothing given: everything is found in the guest's memory. */
    public static final KernelSources NONE = new KernelSources(Optional.empty(), Optional.empty());

    /** Requires both components. */
    public KernelSources {
        requireNonNull(systemMap, "systemMap");
        requireNonNull(isf, "isf");
    }
}
