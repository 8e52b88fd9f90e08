package dev.yagura.network.match.content;

import dev.yagura.network.rules.BufferCondition.Regex;
import dev.yagura.network.rules.LinearRegex;
import java.util.Arrays;
import java.util.Optional;

/**
 * {@code pcre}. One that counts from the match before sees nothing of what stands before that.
 *
 * @param condition the condition
 */
record RegexStep(Regex condition) implements Step {
    @Override
    public boolean isRelative() {
        return condition.relative();
    }

    @Override
    public boolean matches(Inspection inspection, int index, int position) {
        byte[] bytes = inspection.bytes();
        int start = condition.relative() ? position : 0;
        if (start > bytes.length) {
            return condition.negated() && inspection.rest(index + 1, position);
        }
        byte[] subject = start == 0 ? bytes : Arrays.copyOfRange(bytes, start, bytes.length);
        LinearRegex.Search search = condition.regex().search(subject, condition.anchored());
        inspection.effort().look(subject.length);
        Optional<LinearRegex.Match> match = search.next();
        if (condition.negated()) {
            return match.isEmpty() && inspection.rest(index + 1, position);
        }
        while (match.isPresent()) {
            if (inspection.rest(index + 1, start + match.get().end())) {
                return true;
            }
            if (!inspection.isWorthAnotherTry()) {
                return false;
            }
            inspection.effort().look(subject.length);
            match = search.next();
        }
        return false;
    }
}
