package dev.yagura.fuzz;

import dev.yagura.kernel.symbols.Kallsyms;
import dev.yagura.kernel.symbols.KallsymsFinder;
import dev.yagura.kernel.symbols.Symbol;
import java.util.List;

/**
 * Searches the input for kallsyms, as if it stood 16 MiB into a kernel image, and reads every
 * symbol of what is found.
 */
public final class KallsymsTarget {
    private static final long IMAGE_START = 0xFFFF_FFFF_8100_0000L;
    private static final long REGION = IMAGE_START + (16 << 20);
    private static final int STRIDE = 37;

    private KallsymsTarget() {}

    /** Called by Jazzer. */
    public static void fuzzerTestOneInput(byte[] input) {
        KallsymsFinder.Result result = KallsymsFinder.find(input, REGION, IMAGE_START);
        for (Kallsyms symbols : result.found()) {
            check(symbols);
        }
    }

    private static void check(Kallsyms symbols) {
        List<Symbol> sorted = symbols.sorted();
        Invariant.check(sorted.size() == symbols.count(), "sorted() has another length");
        long last = 0;
        for (int i = 0; i < sorted.size(); i += STRIDE) {
            Symbol symbol = sorted.get(i);
            Invariant.check(
                    Long.compareUnsigned(symbol.gva(), last) >= 0, symbol + " is out of order");
            last = symbol.gva();
            Invariant.check(
                    symbols.all(symbol.name()).contains(symbol), symbol + " is not found by name");
            Invariant.check(symbols.address(symbol.name()).isPresent(), symbol + " has no address");
            symbols.nearest(symbol.gva() + 1);
        }
    }
}
