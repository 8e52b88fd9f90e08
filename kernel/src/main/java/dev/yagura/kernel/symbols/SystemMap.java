package dev.yagura.kernel.symbols;

import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.bytes.MalformedStructureException.Reason;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads {@code System.map}: what nm(1) prints for a vmlinux, one symbol a line: address in 16
 * hexadecimal digits, blank, type letter, blank, name.
 */
public final class SystemMap {
    private static final String STRUCTURE = "System.map";
    private static final int DIGITS = 16;

    /** Address, blank, type letter, blank. */
    private static final int NAME_AT = DIGITS + 3;

    private SystemMap() {}

    /**
     * Reads a whole file.
     *
     * @throws MalformedStructureException if a line is not a symbol, or there are too few or too
     *     many; the field is the number of the line
     */
    public static LinkedSymbols read(MemorySegment file) throws MalformedStructureException {
        List<Symbol> symbols = new ArrayList<>();
        long at = 0;
        while (at < file.byteSize()) {
            long end = lineEnd(file, at, symbols.size() + 1);
            byte[] line = file.asSlice(at, end - at).toArray(ValueLayout.JAVA_BYTE);
            if (symbols.size() == KallsymsLimits.MAX_SYMBOLS) {
                throw malformed(symbols.size() + 1, at, "is one too many, expected 2097152");
            }
            symbols.add(symbol(line, symbols.size() + 1, at));
            at = end + 1;
        }
        return new LinkedSymbols(STRUCTURE, symbols);
    }

    private static long lineEnd(MemorySegment file, long from, int number)
            throws MalformedStructureException {
        long limit = Math.min(file.byteSize(), from + NAME_AT + KallsymsLimits.MAX_NAME + 1);
        for (long at = from; at < limit; at++) {
            if (file.get(ValueLayout.JAVA_BYTE, at) == '\n') {
                return at;
            }
        }
        if (limit == file.byteSize()) {
            return limit;
        }
        throw malformed(number, from, "is longer than 531 bytes, expected a symbol");
    }

    private static Symbol symbol(byte[] line, int number, long at)
            throws MalformedStructureException {
        if (line.length <= NAME_AT || line[DIGITS] != ' ' || line[NAME_AT - 1] != ' ') {
            throw malformed(number, at, "is not of the form ADDRESS TYPE NAME, expected that");
        }
        long gva = 0;
        for (int i = 0; i < DIGITS; i++) {
            int digit = Character.digit(line[i], 16);
            if (digit < 0) {
                throw malformed(number, at, "does not begin with 16 hexadecimal digits");
            }
            gva = (gva << 4) | digit;
        }
        String name = new String(line, NAME_AT, line.length - NAME_AT, StandardCharsets.ISO_8859_1);
        return new Symbol(name, gva, (char) line[DIGITS + 1]);
    }

    private static MalformedStructureException malformed(int line, long at, String detail) {
        return new MalformedStructureException(
                Reason.OUT_OF_RANGE, STRUCTURE, "line " + line, at, detail);
    }
}
