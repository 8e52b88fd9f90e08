package dev.yagura.kernel.types;

import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.bytes.MalformedStructureException.Reason;
import java.util.Arrays;

/**
 * The type section of a BTF as words, and where each type begins.
 *
 * <p>One pass checks that every type is whole and of a known kind, and that every reference to a
 * type or a name stays inside; what types mean is worked out when they are asked for.
 */
final class BtfTypes {
    private static final String STRUCTURE = "btf type";
    private static final int NAME_WORD = 0;
    private static final int INFO_WORD = 1;
    private static final int TYPE_WORD = 2;

    private final int[] words;
    private final int[] start;
    private final int count;
    private boolean signedEnumeration;
    private int maxType;
    private int maxName;

    /**
     * Checks a section.
     *
     * @param words the section; not copied
     * @param stringBytes size of the string section
     */
    BtfTypes(int[] words, int stringBytes) throws MalformedStructureException {
        this.words = words;
        // One more than whole types fit: what is left at the end is refused as cut off.
        int[] found = new int[words.length / BtfKind.TYPE_WORDS + 2];
        int last = 0;
        int at = 0;
        while (at < words.length) {
            if (++last > BtfLimits.MAX_TYPES) {
                throw malformed(last, at, "type", "is one too many, expected at most 0xfffff");
            }
            found[last] = at;
            at = check(last, at);
        }
        this.start = Arrays.copyOf(found, last + 1);
        this.count = last;
        // Compared once at the end: references may point forwards.
        if (Integer.compareUnsigned(maxType, count) > 0) {
            throw malformed(0, 0, "type", "refers to " + maxType + ", expected at most " + count);
        }
        if (Integer.compareUnsigned(maxName, stringBytes) >= 0) {
            throw malformed(
                    0, 0, "name_off", "is " + maxName + ", expected less than " + stringBytes);
        }
    }

    private int check(int id, int at) throws MalformedStructureException {
        if (at > words.length - BtfKind.TYPE_WORDS) {
            throw malformed(id, at, "info", "is cut off, expected 3 words");
        }
        int kind = kindOf(words[at + INFO_WORD]);
        int vlen = words[at + INFO_WORD] & 0xFFFF;
        int extra = BtfKind.extraWords(kind, vlen);
        int body = at + BtfKind.TYPE_WORDS;
        if (extra < 0 || extra > words.length - body) {
            throw malformed(
                    id,
                    at,
                    "info",
                    "is kind "
                            + kind
                            + " with "
                            + vlen
                            + " parts, expected a known kind that fits");
        }
        noteName(words[at + NAME_WORD]);
        if (BtfKind.hasType(kind)) {
            noteType(words[at + TYPE_WORD]);
        }
        switch (kind) {
            case BtfKind.ARRAY -> {
                noteType(words[body]);
                noteType(words[body + 1]);
            }
            case BtfKind.STRUCT, BtfKind.UNION -> {
                for (int i = body; i < body + extra; i += 3) {
                    noteName(words[i]);
                    noteType(words[i + 1]);
                }
            }
            case BtfKind.FUNC_PROTO -> {
                for (int i = body; i < body + extra; i += 2) {
                    noteName(words[i]);
                    noteType(words[i + 1]);
                }
            }
            case BtfKind.ENUM, BtfKind.ENUM64 -> {
                int step = kind == BtfKind.ENUM ? 2 : 3;
                signedEnumeration |= words[at + INFO_WORD] < 0;
                for (int i = body; i < body + extra; i += step) {
                    noteName(words[i]);
                }
            }
            case BtfKind.DATASEC -> {
                for (int i = body; i < body + extra; i += 3) {
                    noteType(words[i]);
                }
            }
            default -> {
                // The other kinds refer to nothing else.
            }
        }
        return body + extra;
    }

    private void noteType(int id) {
        if (Integer.compareUnsigned(id, maxType) > 0) {
            maxType = id;
        }
    }

    private void noteName(int offset) {
        if (Integer.compareUnsigned(offset, maxName) > 0) {
            maxName = offset;
        }
    }

    private static int kindOf(int info) {
        return (info >>> 24) & 0x1F;
    }

    /** Returns the section, not copied. */
    int[] words() {
        return words;
    }

    /** Returns the number of types; they are numbered from 1, and 0 is void. */
    int count() {
        return count;
    }

    /** Returns whether any enumeration has its flag set, which says that it is signed. */
    boolean hasSignedEnumeration() {
        return signedEnumeration;
    }

    /** Returns the kind of a type, see {@link BtfKind}; 0 for void. */
    int kind(int id) {
        return id == 0 ? 0 : kindOf(words[start[id] + INFO_WORD]);
    }

    /** Returns the number of members, parameters, constants or variables. */
    int parts(int id) {
        return words[start[id] + INFO_WORD] & 0xFFFF;
    }

    /** Returns {@code kind_flag}: what it means depends on the kind. */
    boolean flag(int id) {
        return words[start[id] + INFO_WORD] < 0;
    }

    /** Returns where the name of a type is in the strings. */
    int name(int id) {
        return words[start[id] + NAME_WORD];
    }

    /** Returns the size in bytes, for kinds that have one. */
    long size(int id) {
        return words[start[id] + TYPE_WORD] & 0xFFFF_FFFFL;
    }

    /** Returns the type that is renamed, qualified or pointed to, for kinds that have one. */
    int target(int id) {
        return words[start[id] + TYPE_WORD];
    }

    /** Returns a word behind {@code struct btf_type}. */
    int extra(int id, int word) {
        return words[start[id] + BtfKind.TYPE_WORDS + word];
    }

    private static MalformedStructureException malformed(
            int id, int at, String field, String detail) {
        return new MalformedStructureException(
                Reason.OUT_OF_RANGE, STRUCTURE + " " + id, field, 4L * at, detail);
    }
}
