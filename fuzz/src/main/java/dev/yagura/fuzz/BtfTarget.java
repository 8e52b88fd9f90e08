package dev.yagura.fuzz;

import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.kernel.types.Btf;
import dev.yagura.kernel.types.StructType;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Opens the input as a BTF, and works out every structure and enumeration that it names. */
public final class BtfTarget {
    private static final int MAX_NAMES = 100;
    private static final int MAX_NAME_CHARS = 64;

    private BtfTarget() {}

    /** Called by Jazzer. */
    public static void fuzzerTestOneInput(byte[] input) {
        Btf btf;
        try {
            btf = Btf.parse(MemorySegment.ofArray(input));
        } catch (MalformedStructureException e) {
            return; // What a parser is to say of such bytes.
        }
        Invariant.check(btf.count() <= input.length, btf.count() + " types");
        for (String name : words(input)) {
            Optional<StructType> struct = btf.struct(name);
            Invariant.check(struct.isEmpty() || struct.get().sizeBytes() >= 0, "size of " + name);
            btf.enumeration(name);
        }
    }

    /** Returns what stands between NULs in the input: among it are all names of a BTF. */
    private static List<String> words(byte[] input) {
        List<String> words = new ArrayList<>();
        int start = 0;
        for (int i = 0; i < input.length && words.size() < MAX_NAMES; i++) {
            if (input[i] == 0) {
                if (i > start && i - start <= MAX_NAME_CHARS) {
                    words.add(new String(input, start, i - start, StandardCharsets.ISO_8859_1));
                }
                start = i + 1;
            }
        }
        return words;
    }
}
