package dev.yagura.bpf.fake;

import dev.yagura.kernel.symbols.Symbol;
import dev.yagura.kernel.symbols.SymbolTable;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** The made-up guest's few symbols. */
final class FakeSymbols implements SymbolTable {
    private final List<Symbol> symbols;

    FakeSymbols(List<Symbol> symbols) {
        this.symbols =
                symbols.stream()
                        .sorted(Comparator.comparing(Symbol::gva, Long::compareUnsigned))
                        .toList();
    }

    @Override
    public String source() {
        return "made up";
    }

    @Override
    public int count() {
        return symbols.size();
    }

    @Override
    public OptionalLong address(String name) {
        return all(name).stream().mapToLong(Symbol::gva).findFirst();
    }

    @Override
    public List<Symbol> all(String name) {
        return symbols.stream().filter(symbol -> symbol.name().equals(name)).toList();
    }

    @Override
    public Optional<Nearest> nearest(long gva) {
        Optional<Symbol> nearest = Optional.empty();
        for (Symbol symbol : symbols) {
            boolean first = nearest.isEmpty() || symbol.gva() != nearest.get().gva();
            if (first && Long.compareUnsigned(symbol.gva(), gva) <= 0) {
                nearest = Optional.of(symbol);
            }
        }
        return nearest.map(symbol -> new Nearest(symbol, gva - symbol.gva()));
    }

    @Override
    public List<Symbol> sorted() {
        return symbols;
    }
}
