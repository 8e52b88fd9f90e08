package dev.yagura.kernel.isf;

import static java.util.Objects.requireNonNull;

import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.kernel.symbols.LinkedSymbols;
import dev.yagura.kernel.symbols.Symbol;
import dev.yagura.kernel.types.TypeCatalog;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A Volatility 3 symbol file.
 *
 * @param types its C types
 * @param symbols its symbols, or empty where it has none
 */
public record Isf(TypeCatalog types, Optional<LinkedSymbols> symbols) {
    private static final char UNKNOWN_TYPE = '?';

    /** Requires both components. */
    public Isf {
        requireNonNull(types, "types");
        requireNonNull(symbols, "symbols");
    }

    /**
     * Reads a file.
     *
     * @param json its text, decompressed
     * @throws MalformedStructureException if it is not JSON of that schema, or too large
     */
    public static Isf read(MemorySegment json) throws MalformedStructureException {
        Declarations declared = new IsfReader(json).read();
        Optional<LinkedSymbols> symbols = Optional.empty();
        if (!declared.symbols.isEmpty()) {
            List<Symbol> list = new ArrayList<>(declared.symbols.size());
            for (Map.Entry<String, Long> entry : declared.symbols.entrySet()) {
                list.add(new Symbol(entry.getKey(), entry.getValue(), UNKNOWN_TYPE));
            }
            symbols = Optional.of(new LinkedSymbols("ISF", list));
        }
        return new Isf(new IsfTypes(declared), symbols);
    }
}
