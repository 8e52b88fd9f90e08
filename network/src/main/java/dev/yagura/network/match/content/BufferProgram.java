package dev.yagura.network.match.content;

import dev.yagura.network.rules.Buffer;
import dev.yagura.network.rules.BufferCondition;
import dev.yagura.network.rules.BufferCondition.Where;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** All that a rule asks of one buffer, in the rule's order. Immutable. */
public final class BufferProgram {
    private final Where where;
    private final List<Step> steps;

    private BufferProgram(Where where, List<Step> steps) {
        this.where = where;
        this.steps = List.copyOf(steps);
    }

    /**
     * Makes the programs of a rule, one for each buffer, in the order in which it names them.
     *
     * <p>What it asks of what {@code base64_decode} makes belongs to the program that decodes.
     */
    public static List<BufferProgram> of(List<BufferCondition> conditions) {
        Map<Where, List<BufferCondition>> groups = new LinkedHashMap<>();
        List<Step> decoded = new ArrayList<>();
        for (BufferCondition condition : conditions) {
            if (condition.where().buffer() == Buffer.BASE64) {
                decoded.add(Steps.of(condition, Optional.empty()));
            } else {
                groups.computeIfAbsent(condition.where(), each -> new ArrayList<>()).add(condition);
            }
        }
        Optional<List<Step>> inside =
                decoded.isEmpty() ? Optional.empty() : Optional.of(List.copyOf(decoded));
        List<BufferProgram> programs = new ArrayList<>();
        groups.forEach((where, group) ->
                programs.add(
                        new BufferProgram(
                                where,
                                group.stream()
                                        .map(condition -> Steps.of(condition, inside))
                                        .toList())));
        return programs;
    }

    /** Returns what it looks at. */
    public Where where() {
        return where;
    }

    /**
     * Holds the program against bytes.
     *
     * @param numbers those of the rule so far
     * @param effort what may be spent
     * @return whether all conditions hold; false too where the effort was not enough
     */
    public boolean matches(byte[] bytes, Numbers numbers, Effort effort) {
        return new Inspection(bytes, steps, numbers, effort).run();
    }
}
