package dev.yagura.detect.yara.pattern;

import java.util.List;

/** A regular expression, or bytes with choices and jumps. */
final class RegexPattern extends BytePattern {
    private final List<Atom> atoms;
    private final Program forward;
    private final Program backward;
    private final boolean greedy;

    RegexPattern(Node expanded, List<Atom> atoms, boolean fullword, boolean wide) {
        super(fullword, wide);
        this.atoms = List.copyOf(atoms);
        this.forward = ProgramBuilder.of(expanded, false);
        this.backward = ProgramBuilder.of(expanded, true);
        this.greedy = Lengths.isGreedy(expanded);
    }

    @Override
    List<Atom> atoms() {
        return atoms;
    }

    @Override
    int instructions() {
        return forward.size() + backward.size();
    }

    @Override
    public boolean isGreedy() {
        return greedy;
    }

    /**
     * Follows the pattern from the atom to where it ends, and back to every place where it may
     * start: as libyara does, so that both find the same.
     */
    @Override
    void verify(Verifier verifier, int number, int at) {
        int leaf = atoms.get(number).leaf();
        int end = verifier.machine().end(forward, isWide(), forward.leaf(leaf), at);
        if (end < 0) {
            return;
        }
        IndexList starts = verifier.starts();
        starts.clear();
        verifier.machine().starts(backward, isWide(), backward.leaf(leaf) + 1, at, starts::add);
        for (int i = 0; i < starts.size(); i++) {
            report(verifier, starts.get(i), end - starts.get(i));
        }
    }
}
