package dev.yagura.detect.yara;

import java.util.Arrays;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Operators between two numbers of 64 bits. */
enum Arithmetic {
    OR("|", 1),
    XOR("^", 2),
    AND("&", 3),
    SHIFT_LEFT("<<", 4),
    SHIFT_RIGHT(">>", 4),
    ADD("+", 5),
    SUBTRACT("-", 5),
    MULTIPLY("*", 6),
    DIVIDE("\\", 6),
    REMAINDER("%", 6);

    /** Binds less than any operator. */
    static final int LOWEST = 1;

    private static final Map<String, Arithmetic> BY_SIGN =
            Arrays.stream(values())
                    .collect(Collectors.toMap(each -> each.sign, Function.identity()));

    private final String sign;
    private final int precedence;

    Arithmetic(String sign, int precedence) {
        this.sign = sign;
        this.precedence = precedence;
    }

    /** Returns the operator that a word is, or null. */
    static @Nullable Arithmetic of(Token token) {
        return token.kind() == Token.Kind.SIGN ? BY_SIGN.get(token.text()) : null;
    }

    /** Returns how tightly it binds. */
    int precedence() {
        return precedence;
    }

    /** Returns the operator applied to two numbers. */
    Term of(Term left, Term right) {
        return evaluation -> {
            evaluation.step();
            long one = left.of(evaluation);
            long other = right.of(evaluation);
            return one == Term.UNDEFINED || other == Term.UNDEFINED
                    ? Term.UNDEFINED
                    : apply(one, other);
        };
    }

    private long apply(long one, long other) {
        return switch (this) {
            case OR -> one | other;
            case XOR -> one ^ other;
            case AND -> one & other;
            case SHIFT_LEFT -> shifted(other, one << other);
            case SHIFT_RIGHT -> shifted(other, one >> other);
            case ADD -> one + other;
            case SUBTRACT -> one - other;
            case MULTIPLY -> one * other;
            case DIVIDE -> divides(one, other) ? one / other : Term.UNDEFINED;
            case REMAINDER -> divides(one, other) ? one % other : Term.UNDEFINED;
        };
    }

    private static long shifted(long by, long result) {
        if (by < 0) {
            return Term.UNDEFINED;
        }
        return by < Long.SIZE ? result : 0;
    }

    private static boolean divides(long one, long other) {
        return other != 0 && !(one == Long.MIN_VALUE && other == -1);
    }
}
