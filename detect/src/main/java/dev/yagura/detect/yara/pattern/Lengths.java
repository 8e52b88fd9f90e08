package dev.yagura.detect.yara.pattern;

import java.util.OptionalInt;

/** How long the matches of an expanded pattern are. */
final class Lengths {
    private Lengths() {}

    /** Returns the length of the shortest match, in bytes. */
    static int shortest(Node node) {
        return switch (node) {
            case Node.Leaf _ -> 1;
            case Node.Assertion _, Node.Loop _, Node.Optionals _, Node.Repeat _ -> 0;
            case Node.Sequence all -> all.parts().stream().mapToInt(Lengths::shortest).sum();
            case Node.Choice one ->
                    one.branches().stream().mapToInt(Lengths::shortest).min().orElse(0);
        };
    }

    /** Returns whether more repetitions are preferred anywhere. */
    static boolean isGreedy(Node node) {
        return switch (node) {
            case Node.Leaf _, Node.Assertion _ -> false;
            case Node.Sequence all -> all.parts().stream().anyMatch(Lengths::isGreedy);
            case Node.Choice one -> one.branches().stream().anyMatch(Lengths::isGreedy);
            case Node.Optionals some ->
                    some.greedy() || some.copies().stream().anyMatch(Lengths::isGreedy);
            case Node.Loop loop -> loop.greedy() || isGreedy(loop.part());
            case Node.Repeat repeat -> repeat.greedy() || isGreedy(repeat.part());
        };
    }

    /** Returns how many bytes a part has, if it is always so many. */
    static OptionalInt fixed(Node node) {
        return switch (node) {
            case Node.Leaf _ -> OptionalInt.of(1);
            case Node.Assertion _ -> OptionalInt.of(0);
            case Node.Sequence all -> {
                int sum = 0;
                for (Node part : all.parts()) {
                    OptionalInt length = fixed(part);
                    if (length.isEmpty()) {
                        yield length;
                    }
                    sum += length.getAsInt();
                }
                yield OptionalInt.of(sum);
            }
            case Node.Choice choice -> {
                OptionalInt first = fixed(choice.branches().getFirst());
                boolean alike =
                        choice.branches().stream().allMatch(branch -> fixed(branch).equals(first));
                yield alike ? first : OptionalInt.empty();
            }
            case Node.Optionals _, Node.Loop _, Node.Repeat _ -> OptionalInt.empty();
        };
    }
}
