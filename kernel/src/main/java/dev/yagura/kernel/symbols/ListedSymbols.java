package dev.yagura.kernel.symbols;

import dev.yagura.kernel.index.NameIndex;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Symbols that were given one by one. */
final class ListedSymbols implements SymbolTable {
    private final String source;
    private final List<Symbol> sorted;
    private final NameIndex index;
    private final AddressIndex addresses;

    /**
     * Indexes symbols.
     *
     * @param symbols in any order, at least one; the order of equal addresses is kept
     * @param imageStart first address of the kernel image
     */
    ListedSymbols(String source, List<Symbol> symbols, long imageStart) {
        this.source = source;
        List<Symbol> list = new ArrayList<>(symbols);
        list.sort(Comparator.comparing(Symbol::gva, Long::compareUnsigned));
        this.sorted = List.copyOf(list);
        this.index = new NameIndex(sorted.size(), i -> sorted.get(i).name().hashCode());
        long[] gvas = new long[sorted.size()];
        for (int i = 0; i < gvas.length; i++) {
            gvas[i] = sorted.get(i).gva();
        }
        long end = address("_end").orElse(gvas[gvas.length - 1]);
        this.addresses = new AddressIndex(gvas, imageStart, end);
    }

    @Override
    public String source() {
        return source;
    }

    @Override
    public int count() {
        return sorted.size();
    }

    @Override
    public OptionalLong address(String name) {
        for (int i = index.first(name.hashCode()); i >= 0; i = index.next(i)) {
            if (sorted.get(i).name().equals(name)) {
                return OptionalLong.of(sorted.get(i).gva());
            }
        }
        return OptionalLong.empty();
    }

    @Override
    public List<Symbol> all(String name) {
        List<Symbol> found = new ArrayList<>();
        for (int i = index.first(name.hashCode()); i >= 0; i = index.next(i)) {
            if (sorted.get(i).name().equals(name)) {
                found.add(sorted.get(i));
            }
        }
        return List.copyOf(found);
    }

    @Override
    public Optional<Nearest> nearest(long gva) {
        int found = addresses.nearest(gva);
        return found < 0
                ? Optional.empty()
                : Optional.of(new Nearest(sorted.get(found), gva - addresses.get(found)));
    }

    @Override
    public List<Symbol> sorted() {
        return sorted;
    }
}
