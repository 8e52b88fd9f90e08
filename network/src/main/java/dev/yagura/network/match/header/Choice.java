package dev.yagura.network.match.header;

import dev.yagura.network.rules.Selection;
import java.util.ArrayList;
import java.util.List;

/**
 * A selection made ready for many questions: ranges that stand beside each other are sorted.
 *
 * @param <T> address or port
 */
final class Choice<T extends Comparable<T>> {
    private final boolean any;
    private final Ranges<T> in;
    private final List<Choice<T>> groupsIn;
    private final Ranges<T> out;
    private final List<Choice<T>> groupsOut;

    Choice(Selection<T> selection) {
        Selection.Group<T> group =
                switch (selection) {
                    case Selection.Group<T> given -> given;
                    case Selection.Range<T> range ->
                            new Selection.Group<>(List.of(range), List.of());
                };
        any = group.in().isEmpty();
        in = ranges(group.in());
        groupsIn = groups(group.in());
        out = ranges(group.out());
        groupsOut = groups(group.out());
    }

    boolean contains(T value) {
        return (any || in.contains(value) || isInOne(groupsIn, value))
                && !out.contains(value)
                && !isInOne(groupsOut, value);
    }

    private static <T extends Comparable<T>> boolean isInOne(List<Choice<T>> groups, T value) {
        for (Choice<T> group : groups) {
            if (group.contains(value)) {
                return true;
            }
        }
        return false;
    }

    private static <T extends Comparable<T>> Ranges<T> ranges(List<Selection<T>> selections) {
        List<Selection.Range<T>> ranges = new ArrayList<>();
        for (Selection<T> each : selections) {
            if (each instanceof Selection.Range<T> range) {
                ranges.add(range);
            }
        }
        return new Ranges<>(ranges);
    }

    private static <T extends Comparable<T>> List<Choice<T>> groups(List<Selection<T>> selections) {
        List<Choice<T>> groups = new ArrayList<>();
        for (Selection<T> each : selections) {
            if (each instanceof Selection.Group<T> group) {
                groups.add(new Choice<>(group));
            }
        }
        return List.copyOf(groups);
    }
}
