package dev.yagura.kernel.symbols;

import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.bytes.MalformedStructureException.Reason;
import java.util.Arrays;

/**
 * The 256 strings that compressed names are made of, with what is needed to hash names unexpanded.
 *
 * <p>The hash of a name is that of {@link String#hashCode()}: a polynomial in 31, so the hash of a
 * concatenation follows from those of its parts.
 */
final class TokenTable {
    static final String STRUCTURE = "kallsyms_token_table";

    private final byte[] text;
    private final int[] start;

    /** Length of each token in bytes. */
    final int[] length = new int[KallsymsLimits.TOKENS];

    /** {@link String#hashCode()} of each token. */
    final int[] hash = new int[KallsymsLimits.TOKENS];

    /** The same without the token's first byte, which is the type letter in a first token. */
    final int[] tailHash = new int[KallsymsLimits.TOKENS];

    /** 31 to the power of each token's length. */
    final int[] power = new int[KallsymsLimits.TOKENS];

    /**
     * Checks and indexes a table.
     *
     * @param text the tokens, each ended by NUL
     * @param start offset of each token in {@code text}, ascending
     */
    TokenTable(byte[] text, int[] start) throws MalformedStructureException {
        this.text = Arrays.copyOf(text, text.length);
        this.start = Arrays.copyOf(start, KallsymsLimits.TOKENS);
        for (int token = 0; token < KallsymsLimits.TOKENS; token++) {
            index(token);
        }
    }

    private void index(int token) throws MalformedStructureException {
        int at = start[token];
        int power = 1;
        int hash = 0;
        int tail = 0;
        while (at < text.length && text[at] != 0) {
            byte c = text[at];
            if (c <= ' ' || c == 0x7f) {
                throw malformed(
                        at, "is 0x" + Integer.toHexString(c & 0xff) + ", expected a letter");
            }
            hash = 31 * hash + c;
            tail = at == start[token] ? 0 : 31 * tail + c;
            power *= 31;
            at++;
        }
        int length = at - start[token];
        if (at == text.length || length == 0 || length > KallsymsLimits.MAX_NAME) {
            throw malformed(
                    start[token], "is " + length + " bytes long, expected 1..512 and a NUL");
        }
        this.length[token] = length;
        this.hash[token] = hash;
        this.tailHash[token] = tail;
        this.power[token] = power;
    }

    private static MalformedStructureException malformed(int at, String detail) {
        return new MalformedStructureException(Reason.OUT_OF_RANGE, STRUCTURE, "token", at, detail);
    }

    /** Returns the first byte of a token. */
    byte first(int token) {
        return text[start[token]];
    }

    /** Returns whether a token begins with a letter of nm(1), as a name's first token must. */
    boolean beginsWithType(int token) {
        int letter = first(token) | 0x20;
        return (letter >= 'a' && letter <= 'z') || first(token) == '?';
    }

    /** Copies a token to {@code destination} and returns the offset behind it. */
    int expand(int token, byte[] destination, int at) {
        System.arraycopy(text, start[token], destination, at, length[token]);
        return at + length[token];
    }
}
