package dev.yagura.kernel.view;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A parsed path of members, as {@link KernelField} documents it.
 *
 * @param text as the author wrote it
 * @param steps at least one; the first is a {@link Member}
 */
record FieldPath(String text, List<Step> steps) {
    private static final Pattern STEP =
            Pattern.compile("(->|\\.)?([A-Za-z_][A-Za-z0-9_]*)|\\[([0-9]{1,6})\\]");

    /** One step of a path. */
    sealed interface Step {}

    /**
     * Goes to a member.
     *
     * @param arrow whether the author insists on a pointer
     */
    record Member(String name, boolean arrow) implements Step {}

    /** Goes to an element of an array. */
    record Index(int index) implements Step {}

    /**
     * Parses a path.
     *
     * @throws IllegalArgumentException if the author's text is not a path
     */
    static FieldPath parse(String text) {
        List<Step> steps = new ArrayList<>();
        Matcher matcher = STEP.matcher(text);
        int at = 0;
        while (at < text.length()) {
            if (!matcher.find(at) || matcher.start() != at) {
                throw notAPath(text);
            }
            if (matcher.group(3) != null) {
                steps.add(new Index(Integer.parseInt(matcher.group(3))));
            } else {
                if (steps.isEmpty() != (matcher.group(1) == null)) {
                    throw notAPath(text);
                }
                steps.add(new Member(matcher.group(2), "->".equals(matcher.group(1))));
            }
            at = matcher.end();
        }
        if (steps.isEmpty() || steps.getFirst() instanceof Index) {
            throw notAPath(text);
        }
        return new FieldPath(text, List.copyOf(steps));
    }

    private static IllegalArgumentException notAPath(String text) {
        return new IllegalArgumentException(
                "field path is \"%s\", expected members such as \"mm->exe_file\" or \"a[2].b\""
                        .formatted(text));
    }
}
