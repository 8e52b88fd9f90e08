package dev.yagura.bpf.load;

import java.util.OptionalLong;

/** Addresses of the kernel by name; {@code SymbolTable::address} is one. */
@FunctionalInterface
public interface KernelSymbols {
    /** Returns the guest-virtual address of a symbol, if there is one. */
    OptionalLong address(String name);
}
