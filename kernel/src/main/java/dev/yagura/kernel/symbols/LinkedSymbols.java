package dev.yagura.kernel.symbols;

import static java.util.Objects.requireNonNull;

import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.bytes.MalformedStructureException.Reason;
import java.util.ArrayList;
import java.util.List;

/**
 * The symbols of a kernel at the addresses it was linked at, before KASLR.
 *
 * <p>From a file that the user gave, not from the guest. {@link #at} moves them to where the kernel
 * runs.
 */
public final class LinkedSymbols {
    private static final String TEXT = "_text";

    /** Below are plain values and per-CPU offsets: __START_KERNEL_map, page_64_types.h. */
    private static final long TOP_2_GIB = 0xFFFF_FFFF_8000_0000L;

    private final String source;
    private final List<Symbol> symbols;
    private final long linkText;

    /**
     * Takes symbols in any order.
     *
     * @param source where they come from, for people
     * @param symbols at least 2048, among them {@code _text}
     * @throws MalformedStructureException if there are too few or too many, or {@code _text} is
     *     missing
     */
    public LinkedSymbols(String source, List<Symbol> symbols) throws MalformedStructureException {
        this.source = requireNonNull(source, "source");
        this.symbols = List.copyOf(symbols);
        if (this.symbols.size() < KallsymsLimits.MIN_SYMBOLS
                || this.symbols.size() > KallsymsLimits.MAX_SYMBOLS) {
            throw malformed("symbols", "has " + this.symbols.size() + ", expected 2048..2097152");
        }
        this.linkText = findText();
    }

    private long findText() throws MalformedStructureException {
        for (Symbol symbol : symbols) {
            if (symbol.name().equals(TEXT)) {
                if (Long.compareUnsigned(symbol.gva(), TOP_2_GIB) < 0) {
                    throw malformed(
                            TEXT,
                            "is 0x"
                                    + Long.toHexString(symbol.gva())
                                    + ", expected an address in the top 2 GiB");
                }
                return symbol.gva();
            }
        }
        throw malformed(TEXT, "is missing, expected one");
    }

    /** Returns the address that {@code _text} was linked at. */
    public long linkText() {
        return linkText;
    }

    /**
     * Moves the symbols to where the kernel runs. Absolute and per-CPU symbols stay as they are.
     *
     * @param textBase address of {@code _text} in the running kernel
     */
    public SymbolTable at(long textBase) {
        long shift = textBase - linkText;
        List<Symbol> moved = new ArrayList<>(symbols.size());
        for (Symbol symbol : symbols) {
            boolean stays =
                    Long.compareUnsigned(symbol.gva(), TOP_2_GIB) < 0
                            || symbol.type() == 'A'
                            || symbol.type() == 'a';
            moved.add(
                    stays
                            ? symbol
                            : new Symbol(symbol.name(), symbol.gva() + shift, symbol.type()));
        }
        return new ListedSymbols(source, moved, textBase);
    }

    private MalformedStructureException malformed(String field, String detail) {
        return new MalformedStructureException(Reason.OUT_OF_RANGE, source, field, 0, detail);
    }
}
