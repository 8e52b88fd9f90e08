package dev.yagura.detect.yara;

import dev.yagura.detect.yara.StringTerms.Range;
import java.util.List;

/** Conditions that hold for some of several things. */
final class Loops {
    private Loops() {}

    /** Of some conditions so many hold. */
    static Term of(Quantifier quantifier, List<Term> conditions) {
        return evaluation -> {
            int count = 0;
            for (Term condition : conditions) {
                evaluation.step();
                if (condition.holds(evaluation)) {
                    count++;
                }
            }
            return Term.truth(quantifier.bounds(evaluation, conditions.size()).has(count));
        };
    }

    /** For so many of some strings a condition holds. */
    static Term strings(Quantifier quantifier, int loop, List<Integer> strings, Term body) {
        return evaluation -> {
            int count = 0;
            for (int string : strings) {
                evaluation.step();
                evaluation.string(loop, string);
                if (body.holds(evaluation)) {
                    count++;
                }
            }
            return Term.truth(quantifier.bounds(evaluation, strings.size()).has(count));
        };
    }

    /** For so many of some numbers a condition holds. */
    static Term numbers(Quantifier quantifier, int loop, List<Term> numbers, Term body) {
        return evaluation -> {
            int count = 0;
            for (Term number : numbers) {
                evaluation.step();
                evaluation.variable(loop, number.of(evaluation));
                if (body.holds(evaluation)) {
                    count++;
                }
            }
            return Term.truth(quantifier.bounds(evaluation, numbers.size()).has(count));
        };
    }

    /** For so many numbers of a range a condition holds; never for a range without a number. */
    static Term range(Quantifier quantifier, int loop, Range range, Term body) {
        return evaluation -> {
            long first = range.first().of(evaluation);
            long last = range.last().of(evaluation);
            if (first == Term.UNDEFINED || last == Term.UNDEFINED || last < first) {
                return 0;
            }
            int count = 0;
            int total = 0;
            for (long number = first; number <= last; number++) {
                evaluation.step();
                evaluation.variable(loop, number);
                total++;
                if (body.holds(evaluation)) {
                    count++;
                }
                if (number == Long.MAX_VALUE) {
                    break;
                }
            }
            return Term.truth(quantifier.bounds(evaluation, total).has(count));
        };
    }
}
