package dev.yagura.kernel.linux;

import dev.yagura.kernel.Kernel;
import dev.yagura.kernel.view.KernelLayoutException;
import java.util.OptionalLong;

/** Looks up symbols that a kernel must have. */
final class Symbols {
    private Symbols() {}

    static long require(Kernel kernel, String name) throws KernelLayoutException {
        OptionalLong address = kernel.symbols().address(name);
        if (address.isEmpty()) {
            throw new KernelLayoutException(
                    kernel.release(), "symbols", name, "not found in " + kernel.symbols().source());
        }
        return address.getAsLong();
    }
}
