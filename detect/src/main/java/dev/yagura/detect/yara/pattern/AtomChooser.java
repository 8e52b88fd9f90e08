package dev.yagura.detect.yara.pattern;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/** Chooses the bytes of a pattern that are searched for: of each match, one atom is a part. */
final class AtomChooser {
    private AtomChooser() {}

    /** Returns the atoms of an expanded pattern; none if it matches without a byte. */
    static List<Atom> atoms(Node node) {
        return choose(node, 0).atoms();
    }

    /** Returns the best atom of a text that is all bytes. */
    static Atom atom(List<ByteSet> text) {
        Atom best = window(text, 0);
        for (int start = 1; start < text.size(); start++) {
            Atom other = window(text, start);
            if (other.bits() > best.bits()) {
                best = other;
            }
        }
        return best;
    }

    private static Atom window(List<ByteSet> text, int start) {
        int end = Math.min(text.size(), start + Atom.LENGTH);
        return new Atom(text.subList(start, end), start, start);
    }

    /** Atoms of which one is in every match, and how much the one tells that tells least. */
    private record Candidate(List<Atom> atoms, double bits) {
        static final Candidate NONE = new Candidate(List.of(), -1);
    }

    private static Candidate choose(Node node, int before) {
        return switch (node) {
            case Node.Leaf leaf -> of(new Atom(List.of(leaf.set()), before, leaf.id()));
            case Node.Sequence sequence -> sequence(sequence.parts(), before);
            case Node.Choice choice -> branches(choice.branches(), before);
            case Node.Loop _, Node.Optionals _, Node.Assertion _, Node.Repeat _ -> Candidate.NONE;
        };
    }

    private static Candidate of(Atom atom) {
        return new Candidate(List.of(atom), atom.bits());
    }

    private static Candidate sequence(List<Node> parts, int before) {
        Candidate best = Candidate.NONE;
        int start = before;
        for (int i = 0; i < parts.size(); i++) {
            Candidate candidate =
                    parts.get(i) instanceof Node.Leaf
                            ? of(run(parts, i, start))
                            : choose(parts.get(i), start);
            if (candidate.bits() > best.bits()) {
                best = candidate;
            }
            OptionalInt length = Lengths.fixed(parts.get(i));
            start = start < 0 || length.isEmpty() ? -1 : start + length.getAsInt();
        }
        return best;
    }

    private static Atom run(List<Node> parts, int start, int before) {
        List<ByteSet> sets = new ArrayList<>();
        for (int i = start; i < parts.size() && sets.size() < Atom.LENGTH; i++) {
            if (!(parts.get(i) instanceof Node.Leaf leaf)) {
                break;
            }
            sets.add(leaf.set());
        }
        int leaf = parts.get(start) instanceof Node.Leaf first ? first.id() : -1;
        return new Atom(sets, before, leaf);
    }

    private static Candidate branches(List<Node> branches, int before) {
        List<Atom> atoms = new ArrayList<>();
        double bits = Double.MAX_VALUE;
        for (Node branch : branches) {
            Candidate candidate = choose(branch, before);
            if (candidate.atoms().isEmpty()) {
                return Candidate.NONE;
            }
            atoms.addAll(candidate.atoms());
            bits = Math.min(bits, candidate.bits());
        }
        return atoms.size() > PatternLimits.ATOMS ? Candidate.NONE : new Candidate(atoms, bits);
    }
}
