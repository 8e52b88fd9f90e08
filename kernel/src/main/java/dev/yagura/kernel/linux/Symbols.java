package dev.yagura.kernel.linux;

import dev.yagura.kernel.Kernel;
import dev.yagura.kernel.view.KernelLayoutException;
import java.util.OptionalLong;

/** Looks up symbols that a kernel must have. */
public final class Symbols {
    private Symbols() {}

    /**
     * Returns the address of a symbol.
     *
     * @throws KernelLayoutException if this kernel has no symbol of that name
     */
    public static long require(Kernel kernel, String name) throws KernelLayoutException {
        OptionalLong address = kernel.symbols().address(name);
        if (address.isEmpty()) {
            throw new KernelLayoutException(
                    kernel.release(), "symbols", name, "not found in " + kernel.symbols().source());
        }
        return address.getAsLong();
    }

    /**
     * Returns the range between two symbols; empty if the second one is not behind the first.
     *
     * @throws KernelLayoutException if this kernel has no symbol of one of these names
     */
    public static GvaRange between(Kernel kernel, String first, String end)
            throws KernelLayoutException {
        long start = require(kernel, first);
        return new GvaRange(start, Math.max(0, require(kernel, end) - start));
    }
}
