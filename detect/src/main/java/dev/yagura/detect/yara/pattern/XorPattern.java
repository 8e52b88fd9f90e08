package dev.yagura.detect.yara.pattern;

import java.util.ArrayList;
import java.util.List;

/** A text of which every byte is combined with one and the same key. */
final class XorPattern extends BytePattern {
    private final byte[] text;
    private final int firstKey;
    private final List<Atom> atoms;

    /**
     * Makes one.
     *
     * @param firstKey 0 to 255
     * @param lastKey not below the first
     */
    XorPattern(byte[] text, int firstKey, int lastKey, boolean fullword, boolean wide) {
        super(fullword, wide);
        this.text = text.clone();
        this.firstKey = firstKey;
        List<Atom> each = new ArrayList<>();
        for (int key = firstKey; key <= lastKey; key++) {
            List<ByteSet> sets = new ArrayList<>();
            for (byte b : text) {
                sets.add(ByteSet.of((b ^ key) & 0xFF));
            }
            each.add(AtomChooser.atom(sets));
        }
        this.atoms = List.copyOf(each);
    }

    @Override
    List<Atom> atoms() {
        return atoms;
    }

    @Override
    void verify(Verifier verifier, int number, int at) {
        Window window = verifier.window();
        int start = at - atoms.get(number).before();
        int key = firstKey + number;
        if (start < 0 || start > window.end - text.length) {
            return;
        }
        verifier.spend(text.length);
        for (int i = 0; i < text.length; i++) {
            if (window.at(start + i) != ((text[i] ^ key) & 0xFF)) {
                return;
            }
        }
        report(verifier, start, text.length);
    }
}
