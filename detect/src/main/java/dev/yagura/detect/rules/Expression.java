package dev.yagura.detect.rules;

import java.util.List;

/** A condition as it is written, before the view's columns are known. */
sealed interface Expression {

    /** Holds if all parts hold. */
    record All(List<Expression> parts) implements Expression {}

    /** Holds if a part holds. */
    record Any(List<Expression> parts) implements Expression {}

    /** Holds if the other does not. */
    record Not(Expression part) implements Expression {}

    /**
     * A name alone: a macro, or a column that is a flag.
     *
     * @param offset where it stands in the file
     */
    record Name(String name, int offset) implements Expression {}

    /**
     * A column compared with values; holds if it holds for one of them.
     *
     * @param values empty for {@link Operator#EXISTS} only
     * @param offset where it stands in the file
     */
    record Comparison(String field, Operator operator, List<Value> values, int offset)
            implements Expression {}

    /**
     * Something to compare with.
     *
     * @param quoted whether it is surely no list's name
     * @param offset where it stands in the file
     */
    record Value(String text, boolean quoted, int offset) {}
}
