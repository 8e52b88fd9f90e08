package dev.yagura.detect.yara.pattern;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Turns an expanded pattern into instructions. */
final class ProgramBuilder {
    private final boolean backward;
    private final Map<ByteSet, Integer> sets = new HashMap<>();
    private final List<ByteSet> setList = new ArrayList<>();
    private final List<Node.Place> places = new ArrayList<>();
    private byte[] operations = new byte[64];
    private int[] first = new int[64];
    private int[] second = new int[64];
    private int[] afterLeaf = new int[16];
    private int size;

    private ProgramBuilder(boolean backward) {
        this.backward = backward;
    }

    /**
     * Builds a program.
     *
     * @param backward whether it reads from right to left
     */
    static Program of(Node node, boolean backward) {
        ProgramBuilder builder = new ProgramBuilder(backward);
        builder.build(node);
        builder.emit(Program.MATCH, 0, 0);
        return new Program(
                Arrays.copyOf(builder.operations, builder.size),
                Arrays.copyOf(builder.first, builder.size),
                Arrays.copyOf(builder.second, builder.size),
                builder.setList.toArray(new ByteSet[0]),
                builder.places,
                builder.afterLeaf);
    }

    private void build(Node node) {
        switch (node) {
            case Node.Leaf leaf -> leaf(leaf);
            case Node.Sequence sequence -> {
                List<Node> parts = sequence.parts();
                (backward ? parts.reversed() : parts).forEach(this::build);
            }
            case Node.Choice choice -> choice(choice.branches());
            case Node.Loop loop -> loop(loop);
            case Node.Optionals optionals -> optionals(optionals);
            case Node.Assertion assertion -> assertion(assertion.place());
            case Node.Repeat repeat ->
                    throw new IllegalArgumentException(repeat + ": was not written out");
        }
    }

    private void leaf(Node.Leaf leaf) {
        int set =
                sets.computeIfAbsent(
                        leaf.set(),
                        added -> {
                            setList.add(added);
                            return setList.size() - 1;
                        });
        emit(Program.SET, set, 0);
        if (leaf.id() >= afterLeaf.length) {
            afterLeaf = Arrays.copyOf(afterLeaf, 2 * leaf.id() + 1);
        }
        afterLeaf[leaf.id()] = size;
    }

    private void assertion(Node.Place place) {
        emit(Program.ASSERT, places.size(), 0);
        places.add(place);
    }

    private void choice(List<Node> branches) {
        List<Integer> ends = new ArrayList<>();
        for (Node branch : branches.subList(0, branches.size() - 1)) {
            int split = emit(Program.SPLIT, 0, 0);
            first[split] = size;
            build(branch);
            ends.add(emit(Program.JUMP, 0, 0));
            second[split] = size;
        }
        build(branches.getLast());
        ends.forEach(end -> first[end] = size);
    }

    private void loop(Node.Loop loop) {
        int split = emit(Program.SPLIT, 0, 0);
        int inside = size;
        build(loop.part());
        emit(Program.JUMP, split, 0);
        go(split, loop.greedy(), inside, size);
    }

    private void optionals(Node.Optionals optionals) {
        List<Integer> splits = new ArrayList<>();
        for (Node copy : optionals.copies()) {
            splits.add(emit(Program.SPLIT, size + 1, 0));
            build(copy);
        }
        splits.forEach(split -> go(split, optionals.greedy(), split + 1, size));
    }

    private void go(int split, boolean greedy, int inside, int behind) {
        first[split] = greedy ? inside : behind;
        second[split] = greedy ? behind : inside;
    }

    private int emit(byte operation, int one, int other) {
        if (size == operations.length) {
            operations = Arrays.copyOf(operations, 2 * size);
            first = Arrays.copyOf(first, 2 * size);
            second = Arrays.copyOf(second, 2 * size);
        }
        operations[size] = operation;
        first[size] = one;
        second[size] = other;
        return size++;
    }
}
