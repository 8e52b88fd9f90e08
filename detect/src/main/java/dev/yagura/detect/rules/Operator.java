package dev.yagura.detect.rules;

import dev.yagura.kernel.table.Column.Kind;
import java.util.Arrays;
import java.util.Optional;

/** How a column is compared. */
enum Operator {
    EQUAL("="),
    NOT_EQUAL("!="),
    LESS("<"),
    AT_MOST("<="),
    GREATER(">"),
    AT_LEAST(">="),
    IN("in"),
    CONTAINS("contains"),
    STARTS_WITH("startswith"),
    ENDS_WITH("endswith"),
    GLOB("glob"),
    EXISTS("exists");

    private final String symbol;

    Operator(String symbol) {
        this.symbol = symbol;
    }

    /** Returns how it is written. */
    String symbol() {
        return symbol;
    }

    /** Returns whether columns of a kind may be compared so. */
    boolean fits(Kind kind) {
        return switch (this) {
            case EQUAL, NOT_EQUAL, EXISTS -> true;
            case IN -> kind != Kind.FLAG;
            case LESS, AT_MOST, GREATER, AT_LEAST -> kind == Kind.NUMBER || kind == Kind.HEX;
            case CONTAINS, STARTS_WITH, ENDS_WITH, GLOB -> kind == Kind.TEXT || kind == Kind.LIST;
        };
    }

    /** Returns the operator that is written so. */
    static Optional<Operator> of(String text) {
        String symbol = text.equals("==") ? "=" : text;
        return Arrays.stream(values()).filter(o -> o.symbol.equals(symbol)).findFirst();
    }
}
