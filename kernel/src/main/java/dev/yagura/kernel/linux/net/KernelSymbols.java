package dev.yagura.kernel.linux.net;

import dev.yagura.kernel.linux.Linux;
import dev.yagura.kernel.symbols.SymbolTable;
import dev.yagura.kernel.view.KernelLayoutException;

/** Looks up symbols that a kernel must have. */
final class KernelSymbols {
    private KernelSymbols() {}

    static long require(Linux linux, String name) throws KernelLayoutException {
        SymbolTable symbols = linux.kernel().symbols();
        return symbols.address(name)
                .orElseThrow(() ->
                        new KernelLayoutException(
                                linux.kernel().release(),
                                "symbols",
                                name,
                                "not found in " + symbols.source()));
    }
}
