package dev.yagura.kernel.symbols;

import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.bytes.MalformedStructureException.Reason;
import java.nio.charset.StandardCharsets;

/**
 * The names of all symbols, compressed: for each a length of one or two bytes and as many token
 * numbers. {@code scripts/kallsyms.c}, {@code write_src}.
 *
 * <p>Everything is checked once, here; afterwards names are expanded when wanted.
 */
final class CompressedNames {
    static final String STRUCTURE = "kallsyms_names";

    /** Set in the first length byte where a second one follows (names from 128 bytes on, v6.1). */
    static final int LONG_NAME = 0x80;

    private final byte[] stream;
    private final TokenTable tokens;
    private final int[] entryAt;
    private final int[] hashes;
    private final int end;

    /**
     * Goes through the whole stream.
     *
     * @param stream begins with the first name; may be longer than the names
     * @param count names expected
     * @param markers offset of every 256th name
     */
    CompressedNames(byte[] stream, int count, Markers markers, TokenTable tokens)
            throws MalformedStructureException {
        this.stream = stream;
        this.tokens = tokens;
        this.entryAt = new int[count];
        this.hashes = new int[count];
        this.end = check(count, markers);
    }

    private int check(int count, Markers markers) throws MalformedStructureException {
        int at = 0;
        for (int i = 0; i < count; i++) {
            if (i % KallsymsLimits.NAMES_PER_MARKER == 0
                    && markers.get(i / KallsymsLimits.NAMES_PER_MARKER) != at) {
                throw malformed(
                        i,
                        at,
                        "is not where its marker says, 0x"
                                + Integer.toHexString(
                                        markers.get(i / KallsymsLimits.NAMES_PER_MARKER)));
            }
            entryAt[i] = at;
            at = checkEntry(i, at);
        }
        return at;
    }

    private int checkEntry(int i, int at) throws MalformedStructureException {
        int first = tokensAt(at);
        int next = first + tokenCount(at);
        if (next == first || next > stream.length) {
            throw malformed(
                    i, at, "has " + (next - first) + " tokens, expected 1 or more in the stream");
        }
        int token = stream[first] & 0xff;
        if (!tokens.beginsWithType(token)) {
            throw malformed(i, at, "begins with token " + token + ", expected a type letter");
        }
        int hash = tokens.tailHash[token];
        int length = tokens.length[token];
        for (int k = first + 1; k < next; k++) {
            token = stream[k] & 0xff;
            hash = hash * tokens.power[token] + tokens.hash[token];
            length += tokens.length[token];
        }
        if (length > KallsymsLimits.MAX_NAME) {
            throw malformed(i, at, "expands to " + length + " bytes, expected at most 512");
        }
        hashes[i] = hash;
        return next;
    }

    /** Returns the number of tokens of the entry at {@code at}; 0 where the stream ends. */
    private int tokenCount(int at) {
        if (at + 1 >= stream.length) {
            return 0;
        }
        int low = stream[at] & 0xff;
        return (low & LONG_NAME) == 0 ? low : (low & ~LONG_NAME) | ((stream[at + 1] & 0xff) << 7);
    }

    private int tokensAt(int at) {
        return at < stream.length && (stream[at] & LONG_NAME) != 0 ? at + 2 : at + 1;
    }

    /** Returns the number of names. */
    int count() {
        return entryAt.length;
    }

    /** Returns the length of the stream as the names say, in bytes. */
    int end() {
        return end;
    }

    /** Returns the {@link String#hashCode()} of a name. */
    int hash(int index) {
        return hashes[index];
    }

    /** Returns the type letter of a symbol. */
    char type(int index) {
        return (char) tokens.first(stream[tokensAt(entryAt[index])] & 0xff);
    }

    /** Expands a name, without the type letter before it. */
    String name(int index) {
        byte[] text = new byte[KallsymsLimits.MAX_NAME];
        int at = tokensAt(entryAt[index]);
        int next = at + tokenCount(entryAt[index]);
        int length = 0;
        for (; at < next; at++) {
            length = tokens.expand(stream[at] & 0xff, text, length);
        }
        return new String(text, 1, length - 1, StandardCharsets.ISO_8859_1);
    }

    private static MalformedStructureException malformed(int index, int at, String detail) {
        return new MalformedStructureException(
                Reason.OUT_OF_RANGE, STRUCTURE, "name " + index, at, detail);
    }
}
