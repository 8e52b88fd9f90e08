package dev.yagura.storage.io.zstd;

import dev.yagura.bytes.MalformedStructureException;
import java.util.Arrays;

/** A table of finite state entropy: each state is a symbol and the way to the next state. */
final class FseTable {
    private static final int MIN_LOG = 5;

    private final int log;
    private final byte[] symbols;
    private final byte[] bitCounts;
    private final short[] bases;

    private FseTable(int log) {
        this.log = log;
        this.symbols = new byte[1 << log];
        this.bitCounts = new byte[1 << log];
        this.bases = new short[1 << log];
    }

    /** Returns the table of one symbol, for which no bits are spent. */
    static FseTable ofOne(int symbol) {
        FseTable table = new FseTable(0);
        table.symbols[0] = (byte) symbol;
        return table;
    }

    /**
     * Makes a table of how often each symbol is.
     *
     * @param counts of a sum of {@code 1 << log}, where -1 stands for less than one, and counts 1
     */
    static FseTable of(int log, short[] counts) {
        FseTable table = new FseTable(log);
        int size = 1 << log;
        int high = size;
        int[] next = new int[counts.length];
        for (int symbol = 0; symbol < counts.length; symbol++) {
            if (counts[symbol] < 0) {
                table.symbols[--high] = (byte) symbol;
                next[symbol] = 1;
            } else {
                next[symbol] = counts[symbol];
            }
        }
        int step = (size >> 1) + (size >> 3) + 3;
        int at = 0;
        for (int symbol = 0; symbol < counts.length; symbol++) {
            for (int i = 0; i < counts[symbol]; i++) {
                table.symbols[at] = (byte) symbol;
                do {
                    at = (at + step) & (size - 1);
                } while (at >= high);
            }
        }
        for (int state = 0; state < size; state++) {
            int occurrence = next[Byte.toUnsignedInt(table.symbols[state])]++;
            int bits = log - (Integer.SIZE - 1 - Integer.numberOfLeadingZeros(occurrence));
            table.bitCounts[state] = (byte) bits;
            table.bases[state] = (short) ((occurrence << bits) - size);
        }
        return table;
    }

    /**
     * Reads the description of a table, and leaves the source behind it.
     *
     * @param maxSymbol highest symbol there may be
     */
    static FseTable read(Source source, String field, int maxLog, int maxSymbol)
            throws MalformedStructureException {
        ForwardBits bits = new ForwardBits(source, field);
        int log = bits.read(4) + MIN_LOG;
        if (log > maxLog) {
            throw source.malformed(
                    field, "has accuracy %d, expected at most %d".formatted(log, maxLog));
        }
        short[] counts = new short[maxSymbol + 1];
        int remaining = 1 << log;
        int symbol = 0;
        while (remaining > 0) {
            if (symbol > maxSymbol) {
                throw tooMany(source, field, maxSymbol);
            }
            int count = bits.readUpTo(remaining + 1) - 1;
            counts[symbol++] = (short) count;
            remaining -= Math.abs(count);
            if (count == 0) {
                int repeat;
                do {
                    repeat = bits.read(2);
                    symbol += repeat;
                } while (repeat == 3 && symbol <= maxSymbol);
            }
        }
        if (remaining < 0 || symbol > maxSymbol + 1) {
            throw tooMany(source, field, maxSymbol);
        }
        bits.finish();
        return of(log, Arrays.copyOf(counts, symbol));
    }

    private static MalformedStructureException tooMany(Source source, String field, int maxSymbol) {
        return source.malformed(
                field, "has other counts than expected of symbols up to " + maxSymbol);
    }

    int log() {
        return log;
    }

    int symbol(int state) {
        return Byte.toUnsignedInt(symbols[state]);
    }

    /** Returns the state after {@code state}, by as many bits as that takes. */
    int next(int state, BackwardBits bits) {
        return bases[state] + bits.read(bitCounts[state]);
    }
}
