package dev.yagura.kernel.symbols;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The symbols of one kernel, by name and by address. Immutable and safe for concurrent use.
 *
 * <p>Addresses are those of the running kernel: the virtual KASLR offset is in them already.
 */
public interface SymbolTable {

    /**
     * The symbol at or before an address.
     *
     * @param symbol the nearest symbol not above the address
     * @param offset address minus the symbol's, in bytes, at least 0
     */
    record Nearest(Symbol symbol, long offset) {
        @Override
        public String toString() {
            return offset == 0 ? symbol.name() : "%s+0x%x".formatted(symbol.name(), offset);
        }
    }

    /**
     * Returns where the symbols come from, for people: {@code "kallsyms"}, {@code "System.map"}.
     */
    String source();

    /** Returns the number of symbols, at least 1. */
    int count();

    /** Returns the address of the first symbol of that name in table order, or empty. */
    OptionalLong address(String name);

    /** Returns all symbols of that name in table order; empty if there is none. */
    List<Symbol> all(String name);

    /**
     * Returns the symbol that {@code gva} lies in, judged by distance only, or empty below the
     * first and outside the kernel image. Among equal addresses the first in table order wins.
     */
    Optional<Nearest> nearest(long gva);

    /** Returns all symbols in ascending (unsigned) address order. */
    List<Symbol> sorted();
}
