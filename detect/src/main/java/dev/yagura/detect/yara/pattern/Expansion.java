package dev.yagura.detect.yara.pattern;

import java.util.ArrayList;
import java.util.List;

/** Writes out repetitions, numbers the leaves, and makes patterns wide. */
final class Expansion {
    private final boolean wide;
    private int leaves;
    private int nodes;

    private Expansion(boolean wide) {
        this.wide = wide;
    }

    /**
     * Writes a pattern out.
     *
     * @param wide whether each byte is followed by a zero
     * @throws PatternException if it becomes too large
     */
    static Node of(Node node, boolean wide) throws PatternException {
        return new Expansion(wide).expand(node);
    }

    private Node expand(Node node) throws PatternException {
        if (++nodes > PatternLimits.NODES) {
            throw tooLarge();
        }
        return switch (node) {
            case Node.Leaf leaf -> leaf(leaf);
            case Node.Sequence sequence -> new Node.Sequence(all(sequence.parts()));
            case Node.Choice choice -> new Node.Choice(each(choice.branches()));
            case Node.Repeat repeat -> repeated(repeat);
            case Node.Loop loop -> new Node.Loop(expand(loop.part()), loop.greedy());
            case Node.Optionals some -> new Node.Optionals(each(some.copies()), some.greedy());
            case Node.Assertion assertion -> assertion;
        };
    }

    private Node leaf(Node.Leaf leaf) throws PatternException {
        Node.Leaf numbered = numbered(leaf.set());
        return wide ? new Node.Sequence(List.of(numbered, numbered(ByteSet.ZERO))) : numbered;
    }

    private Node.Leaf numbered(ByteSet set) throws PatternException {
        if (leaves >= PatternLimits.LEAVES) {
            throw tooLarge();
        }
        return new Node.Leaf(leaves++, set);
    }

    private static PatternException tooLarge() {
        return new PatternException(
                0,
                "has more than %d bytes with its repetitions written out"
                        .formatted(PatternLimits.LEAVES));
    }

    private Node repeated(Node.Repeat repeat) throws PatternException {
        List<Node> parts = new ArrayList<>();
        for (int i = 0; i < repeat.min(); i++) {
            addTo(parts, expand(repeat.part()));
        }
        if (repeat.max() == Node.Repeat.UNBOUNDED) {
            parts.add(new Node.Loop(expand(repeat.part()), repeat.greedy()));
        } else if (repeat.max() > repeat.min()) {
            List<Node> copies = new ArrayList<>();
            for (int i = repeat.min(); i < repeat.max(); i++) {
                copies.add(expand(repeat.part()));
            }
            parts.add(new Node.Optionals(copies, repeat.greedy()));
        }
        return new Node.Sequence(parts);
    }

    private List<Node> each(List<Node> nodes) throws PatternException {
        List<Node> expanded = new ArrayList<>();
        for (Node node : nodes) {
            expanded.add(expand(node));
        }
        return expanded;
    }

    private List<Node> all(List<Node> nodes) throws PatternException {
        List<Node> expanded = new ArrayList<>();
        for (Node node : nodes) {
            addTo(expanded, expand(node));
        }
        return expanded;
    }

    /** Adds a part; a sequence in a sequence becomes one, so that neighbours are seen. */
    private static void addTo(List<Node> parts, Node node) {
        if (node instanceof Node.Sequence sequence) {
            parts.addAll(sequence.parts());
        } else {
            parts.add(node);
        }
    }
}
