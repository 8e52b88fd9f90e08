package dev.yagura.detect.yara.pattern;

import java.util.ArrayList;
import java.util.List;

/** A pattern of a fixed length of which each byte is compared under a mask. */
final class TextPattern extends BytePattern {
    private final byte[] values;
    private final byte[] masks;
    private final Atom atom;

    private TextPattern(List<ByteSet> sets, boolean fullword, boolean wide) {
        super(fullword, wide);
        this.values = new byte[sets.size()];
        this.masks = new byte[sets.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (byte) sets.get(i).commonBits();
            masks[i] = (byte) sets.get(i).commonMask();
        }
        this.atom = AtomChooser.atom(sets);
    }

    /**
     * Returns a pattern of bytes.
     *
     * @param sets what each byte may be; each must be a mask
     */
    static TextPattern of(List<ByteSet> sets, boolean fullword, boolean wide) {
        return new TextPattern(sets, fullword, wide);
    }

    /** Returns the bytes of an expanded pattern, if it is nothing but bytes under masks. */
    static List<ByteSet> sets(Node node) {
        List<ByteSet> sets = new ArrayList<>();
        for (Node part : node instanceof Node.Sequence all ? all.parts() : List.of(node)) {
            if (!(part instanceof Node.Leaf leaf) || !leaf.set().isMask()) {
                return List.of();
            }
            sets.add(leaf.set());
        }
        return sets;
    }

    @Override
    List<Atom> atoms() {
        return List.of(atom);
    }

    @Override
    void verify(Verifier verifier, int number, int at) {
        Window window = verifier.window();
        int start = at - atom.before();
        if (start < 0 || start > window.end - values.length) {
            return;
        }
        for (int i = 0; i < values.length; i++) {
            if ((window.bytes[start + i] & masks[i]) != values[i]) {
                verifier.spend(i / Long.BYTES + 1);
                return;
            }
        }
        verifier.spend(values.length);
        report(verifier, start, values.length);
    }
}
