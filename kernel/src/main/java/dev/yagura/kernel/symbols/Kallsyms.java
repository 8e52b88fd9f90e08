package dev.yagura.kernel.symbols;

import static java.util.Objects.requireNonNull;

import dev.yagura.kernel.index.NameIndex;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.RandomAccess;

/**
 * The symbols that a kernel keeps of itself, still compressed: names are expanded when asked for.
 *
 * <p>Module symbols are elsewhere and not among these. Per-CPU variables of kernels before 6.15
 * have the type letter {@code A} and an offset into the per-CPU area for an address; later ones
 * have the address in the image that the area is copied from.
 *
 * <p>Found and checked by {@link KallsymsFinder}.
 */
public final class Kallsyms implements SymbolTable {
    private final CompressedNames names;
    private final AddressIndex addresses;
    private final NameIndex index;
    private final KallsymsLayout layout;

    Kallsyms(CompressedNames names, long[] addresses, KallsymsLayout layout, long imageStart) {
        this.names = names;
        this.layout = requireNonNull(layout, "layout");
        this.index = new NameIndex(names.count(), names::hash);
        // The image ends at _end; without that symbol, at the last one.
        long end = find("_end") < 0 ? addresses[addresses.length - 1] : addresses[find("_end")];
        this.addresses = new AddressIndex(addresses, imageStart, end);
    }

    /** Returns how the tables were laid out. */
    public KallsymsLayout layout() {
        return layout;
    }

    @Override
    public String source() {
        return "kallsyms";
    }

    @Override
    public int count() {
        return names.count();
    }

    @Override
    public OptionalLong address(String name) {
        int found = find(name);
        return found < 0 ? OptionalLong.empty() : OptionalLong.of(addresses.get(found));
    }

    @Override
    public List<Symbol> all(String name) {
        List<Symbol> found = new ArrayList<>();
        int hash = name.hashCode();
        for (int i = index.first(hash); i >= 0; i = index.next(i)) {
            if (matches(i, hash, name)) {
                found.add(symbol(i));
            }
        }
        return List.copyOf(found);
    }

    @Override
    public Optional<Nearest> nearest(long gva) {
        int found = addresses.nearest(gva);
        return found < 0
                ? Optional.empty()
                : Optional.of(new Nearest(symbol(found), gva - addresses.get(found)));
    }

    /** {@inheritDoc} A view: names are expanded as elements are read. */
    @Override
    public List<Symbol> sorted() {
        return new Sorted();
    }

    private int find(String name) {
        int hash = name.hashCode();
        int i = index.first(hash);
        while (i >= 0 && !matches(i, hash, name)) {
            i = index.next(i);
        }
        return i;
    }

    private boolean matches(int i, int hash, String name) {
        return names.hash(i) == hash && names.name(i).equals(name);
    }

    private Symbol symbol(int i) {
        return new Symbol(names.name(i), addresses.get(i), names.type(i));
    }

    private final class Sorted extends AbstractList<Symbol> implements RandomAccess {
        @Override
        public Symbol get(int i) {
            return symbol(i);
        }

        @Override
        public int size() {
            return names.count();
        }
    }
}
