package dev.yagura.detect.yara;

import java.util.List;

/**
 * Conditions of conditions, with what is undefined treated as libyara does: {@code and} takes it
 * for false, {@code or} for the other side, {@code not} leaves it.
 */
final class Logic {
    private Logic() {}

    static Term and(List<Term> parts) {
        return evaluation -> {
            for (Term part : parts) {
                evaluation.step();
                if (!part.holds(evaluation)) {
                    return 0;
                }
            }
            return 1;
        };
    }

    static Term or(List<Term> parts) {
        return evaluation -> {
            long last = 0;
            for (Term part : parts) {
                evaluation.step();
                long value = part.of(evaluation);
                if (value != Term.UNDEFINED && value != 0) {
                    return 1;
                }
                last = value == Term.UNDEFINED ? last : value;
            }
            return last;
        };
    }

    static Term not(Term part) {
        return evaluation -> {
            long value = part.of(evaluation);
            return value == Term.UNDEFINED ? value : Term.truth(value == 0);
        };
    }

    static Term defined(Term part) {
        return evaluation -> Term.truth(part.of(evaluation) != Term.UNDEFINED);
    }
}
