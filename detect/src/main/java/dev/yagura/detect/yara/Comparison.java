package dev.yagura.detect.yara;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Comparisons of two numbers, or of two texts. */
enum Comparison {
    EQUAL("=="),
    NOT_EQUAL("!="),
    LESS("<"),
    LESS_OR_EQUAL("<="),
    GREATER(">"),
    GREATER_OR_EQUAL(">="),
    CONTAINS("contains"),
    STARTS_WITH("startswith"),
    ENDS_WITH("endswith"),
    CONTAINS_IN_ANY_CASE("icontains"),
    STARTS_WITH_IN_ANY_CASE("istartswith"),
    ENDS_WITH_IN_ANY_CASE("iendswith"),
    EQUAL_IN_ANY_CASE("iequals");

    private static final Map<String, Comparison> BY_WORD =
            Arrays.stream(values())
                    .collect(Collectors.toMap(each -> each.word, Function.identity()));

    private final String word;

    Comparison(String word) {
        this.word = word;
    }

    /** Returns the comparison that a word is, or null. */
    static @Nullable Comparison of(Token token) {
        return token.kind() == Token.Kind.SIGN || token.kind() == Token.Kind.WORD
                ? BY_WORD.get(token.text())
                : null;
    }

    /** Returns whether it is one of texts only. */
    boolean isOfTexts() {
        return Character.isLetter(word.charAt(0));
    }

    /** Returns whether it binds less than the others. */
    boolean isEquality() {
        return this == EQUAL || this == NOT_EQUAL || isOfTexts();
    }

    /** Returns the comparison of two numbers. */
    Term ofNumbers(Term left, Term right) {
        return evaluation -> {
            evaluation.step();
            long one = left.of(evaluation);
            long other = right.of(evaluation);
            return one == Term.UNDEFINED || other == Term.UNDEFINED
                    ? Term.UNDEFINED
                    : Term.truth(holds(Long.compare(one, other)));
        };
    }

    /** Returns the comparison of two texts. */
    Term ofTexts(TextTerm left, TextTerm right) {
        return evaluation -> {
            evaluation.step();
            return Term.truth(holds(left.of(evaluation), right.of(evaluation)));
        };
    }

    private boolean holds(String one, String other) {
        return switch (this) {
            case CONTAINS -> one.contains(other);
            case STARTS_WITH -> one.startsWith(other);
            case ENDS_WITH -> one.endsWith(other);
            case CONTAINS_IN_ANY_CASE -> CONTAINS.holds(lower(one), lower(other));
            case STARTS_WITH_IN_ANY_CASE -> STARTS_WITH.holds(lower(one), lower(other));
            case ENDS_WITH_IN_ANY_CASE -> ENDS_WITH.holds(lower(one), lower(other));
            case EQUAL_IN_ANY_CASE -> lower(one).equals(lower(other));
            case EQUAL, NOT_EQUAL, LESS, LESS_OR_EQUAL, GREATER, GREATER_OR_EQUAL ->
                    holds(one.compareTo(other));
        };
    }

    private static String lower(String text) {
        return text.toLowerCase(Locale.ROOT);
    }

    private boolean holds(int order) {
        return switch (this) {
            case EQUAL -> order == 0;
            case NOT_EQUAL -> order != 0;
            case LESS -> order < 0;
            case LESS_OR_EQUAL -> order <= 0;
            case GREATER -> order > 0;
            case GREATER_OR_EQUAL -> order >= 0;
            default -> throw new IllegalStateException(word + " is of texts");
        };
    }
}
