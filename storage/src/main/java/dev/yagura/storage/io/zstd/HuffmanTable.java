package dev.yagura.storage.io.zstd;

import dev.yagura.bytes.MalformedStructureException;
import java.util.Arrays;

/** A table of Huffman codes for literals. */
final class HuffmanTable {
    private static final String FIELD = "Huffman_Tree_Description";
    private static final int MAX_BITS = 11;
    private static final int MAX_WEIGHTS = 255;
    private static final int MAX_WEIGHT = 12;
    private static final int MAX_WEIGHT_LOG = 6;
    private static final int DIRECT = 128;

    private final int maxBits;
    private final byte[] symbols;
    private final byte[] lengths;

    private HuffmanTable(int maxBits, byte[] symbols, byte[] lengths) {
        this.maxBits = maxBits;
        this.symbols = symbols;
        this.lengths = lengths;
    }

    /** Reads the description of a table, and leaves the source behind it. */
    static HuffmanTable read(Source source) throws MalformedStructureException {
        int header = source.u8(FIELD);
        byte[] weights;
        if (header >= DIRECT) {
            weights = direct(source, header - DIRECT + 1);
        } else {
            weights = compressed(source.take(FIELD, header));
        }
        return of(source, weights);
    }

    private static byte[] direct(Source source, int count) throws MalformedStructureException {
        byte[] weights = new byte[count];
        int pair = 0;
        for (int i = 0; i < count; i++) {
            if (i % 2 == 0) {
                pair = source.u8(FIELD);
            }
            weights[i] = (byte) (i % 2 == 0 ? pair >> 4 : pair & 0xF);
        }
        return weights;
    }

    /** Decodes weights by two states in turn, until there are no bits for the next one. */
    private static byte[] compressed(Source source) throws MalformedStructureException {
        FseTable table = FseTable.read(source, FIELD, MAX_WEIGHT_LOG, MAX_WEIGHT);
        BackwardBits bits = new BackwardBits(source, FIELD);
        byte[] weights = new byte[MAX_WEIGHTS];
        int state = bits.read(table.log());
        int other = bits.read(table.log());
        int count = 0;
        while (count < MAX_WEIGHTS - 1) {
            weights[count++] = (byte) table.symbol(state);
            int next = table.next(state, bits);
            state = other;
            other = next;
            if (bits.left() < 0) {
                weights[count++] = (byte) table.symbol(state);
                return Arrays.copyOf(weights, count);
            }
        }
        throw source.malformed(FIELD, "has more than 255 weights");
    }

    /** Makes a table of all weights but the last, which follows from the others. */
    private static HuffmanTable of(Source source, byte[] weights)
            throws MalformedStructureException {
        int sum = 0;
        for (byte weight : weights) {
            if (weight > MAX_BITS) {
                throw source.malformed(FIELD, "has weight " + weight + ", expected at most 11");
            }
            sum += weight == 0 ? 0 : 1 << (weight - 1);
        }
        int maxBits = Integer.SIZE - Integer.numberOfLeadingZeros(sum);
        int rest = (1 << maxBits) - sum;
        if (sum == 0 || maxBits > MAX_BITS || Integer.bitCount(rest) != 1) {
            throw source.malformed(
                    FIELD,
                    "has weights that add up to %d, expected a power of two less than one"
                            .formatted(sum));
        }
        byte[] all = Arrays.copyOf(weights, weights.length + 1);
        all[weights.length] = (byte) (Integer.numberOfTrailingZeros(rest) + 1);
        return fill(maxBits, all);
    }

    /** Gives codes to symbols: the long ones first, and in the order of the symbols. */
    private static HuffmanTable fill(int maxBits, byte[] weights) {
        byte[] symbols = new byte[1 << maxBits];
        byte[] lengths = new byte[1 << maxBits];
        int at = 0;
        for (int weight = 1; weight <= maxBits; weight++) {
            for (int symbol = 0; symbol < weights.length; symbol++) {
                if (weights[symbol] == weight) {
                    int end = at + (1 << (weight - 1));
                    Arrays.fill(symbols, at, end, (byte) symbol);
                    Arrays.fill(lengths, at, end, (byte) (maxBits + 1 - weight));
                    at = end;
                }
            }
        }
        return new HuffmanTable(maxBits, symbols, lengths);
    }

    /** Decodes one stream, which must hold exactly so many literals. */
    void decode(Source stream, byte[] literals, int from, int to)
            throws MalformedStructureException {
        BackwardBits bits = new BackwardBits(stream, "Huffman stream");
        for (int i = from; i < to; i++) {
            int code = bits.peek(maxBits);
            literals[i] = symbols[code];
            bits.skip(lengths[code]);
        }
        if (bits.left() != 0) {
            throw stream.malformed(
                    "Huffman stream", "has %d bits left, expected none".formatted(bits.left()));
        }
    }
}
