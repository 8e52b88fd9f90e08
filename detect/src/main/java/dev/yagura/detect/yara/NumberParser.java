package dev.yagura.detect.yara;

import dev.yagura.detect.yara.StringTerms.Range;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** Reads numbers, texts and names of a condition: all that binds more than a comparison. */
final class NumberParser {
    private static final Term ONE = _ -> 1;

    private final Lexer lexer;
    private final Scope scope;
    private final ConditionParser conditions;

    NumberParser(Lexer lexer, Scope scope, ConditionParser conditions) {
        this.lexer = lexer;
        this.scope = scope;
        this.conditions = conditions;
    }

    /**
     * What was read.
     *
     * @param isPercent whether a percent sign and {@code of} follow
     */
    record Operand(Value value, boolean isPercent) {}

    /** Numbers that a loop goes through: a range, or a list. */
    record Numbers(Optional<Range> range, List<Term> list) {}

    /** Reads a number with all operators on it, or anything else that stands for itself. */
    Operand value() throws Refusal {
        return operators(unary(), Arithmetic.LOWEST);
    }

    /** Reads what must be a number. */
    Term number() throws Refusal {
        int start = lexer.peek().start();
        return number(value().value(), start);
    }

    private static Term number(Value value, int start) throws Refusal {
        if (value instanceof Value.Numeric number) {
            return number.term();
        }
        throw new Refusal(start, "found %s, expected a number".formatted(value.describe()));
    }

    private Operand operators(Value first, int lowest) throws Refusal {
        Value left = first;
        int chained = 0;
        while (true) {
            Token token = lexer.peek();
            Arithmetic operator = Arithmetic.of(token);
            if (operator == null || operator.precedence() < lowest) {
                return new Operand(left, false);
            }
            lexer.next();
            if (operator == Arithmetic.REMAINDER && lexer.peek().is("of")) {
                return new Operand(left, true);
            }
            conditions.count();
            if (++chained > YaraLimits.CHAIN) {
                throw lexer.refused("more than %d operators in a row".formatted(YaraLimits.CHAIN));
            }
            Operand right = operators(unary(), operator.precedence() + 1);
            left =
                    new Value.Numeric(
                            operator.of(
                                    number(left, token.start()),
                                    number(right.value(), token.start())));
            if (right.isPercent()) {
                return new Operand(left, true);
            }
        }
    }

    private Value unary() throws Refusal {
        Token token = lexer.peek();
        boolean negative = lexer.take("-");
        if (!negative && !lexer.take("~")) {
            return primary();
        }
        conditions.descend();
        Term term = number(unary(), token.start());
        conditions.ascend();
        return new Value.Numeric(evaluation -> {
            long value = term.of(evaluation);
            if (value == Term.UNDEFINED) {
                return value;
            }
            return negative ? -value : ~value;
        });
    }

    private Value primary() throws Refusal {
        conditions.descend();
        Value value = single();
        conditions.ascend();
        return value;
    }

    private Value single() throws Refusal {
        Token token = lexer.peek();
        return switch (token.kind()) {
            case NUMBER -> {
                lexer.next();
                yield new Value.Numeric(_ -> token.value());
            }
            case TEXT -> {
                lexer.next();
                yield new Value.Text(_ -> token.text());
            }
            case COUNT, OFFSET, LENGTH -> new Value.Numeric(ofString(lexer.next()));
            case WORD -> word(lexer.next());
            case SIGN -> {
                lexer.expect("(");
                Value inner = conditions.or();
                lexer.expect(")");
                yield inner;
            }
            case STRING, STRINGS, END -> throw lexer.unexpected("a number, a text or a name");
        };
    }

    private Term ofString(Token token) throws Refusal {
        StringRef string = scope.string(token);
        if (token.kind() == Token.Kind.COUNT) {
            return lexer.take("in")
                    ? StringTerms.countIn(string, range())
                    : StringTerms.count(string);
        }
        Term number = ONE;
        if (lexer.take("[")) {
            number = number();
            lexer.expect("]");
        }
        return token.kind() == Token.Kind.OFFSET
                ? StringTerms.offset(string, number)
                : StringTerms.length(string, number);
    }

    private Value word(Token token) throws Refusal {
        if (token.is("filesize")) {
            return new Value.Numeric(Evaluation::filesize);
        }
        if (token.is("entrypoint")) {
            throw new Refusal(token.start(), "entrypoint is not supported");
        }
        Optional<NumberForm> form = NumberForm.of(token.text());
        if (form.isPresent()) {
            lexer.expect("(");
            Term offset = number();
            lexer.expect(")");
            return new Value.Numeric(evaluation -> at(evaluation, offset, form.get()));
        }
        if (Words.RESERVED.contains(token.text())) {
            throw new Refusal(
                    token.start(),
                    "found %s, expected a number, a text or a name".formatted(token.describe()));
        }
        return named(token);
    }

    private static long at(Evaluation evaluation, Term offset, NumberForm form) throws IOException {
        return evaluation.number(offset.of(evaluation), form);
    }

    private Value named(Token token) throws Refusal {
        if (lexer.peek().is(".")) {
            throw new Refusal(token.start(), "module %s is not supported".formatted(token.text()));
        }
        OptionalInt variable = scope.variable(token.text());
        if (variable.isPresent()) {
            int loop = variable.getAsInt();
            return new Value.Numeric(evaluation -> evaluation.variable(loop));
        }
        Optional<TextTerm> external = Externals.of(token.text());
        if (external.isPresent()) {
            return new Value.Text(external.get());
        }
        OptionalInt rule = scope.rule(token);
        if (rule.isPresent()) {
            int number = rule.getAsInt();
            return new Value.Truth(evaluation -> Term.truth(evaluation.rule(number)));
        }
        throw new Refusal(
                token.start(),
                "%s is no earlier rule and no variable, of which there are %s"
                        .formatted(token.text(), Externals.names()));
    }

    /** Reads a range in parentheses. */
    Range range() throws Refusal {
        Numbers numbers = rangeOrList();
        if (numbers.range().isEmpty()) {
            throw lexer.refused("found a list, expected a range");
        }
        return numbers.range().get();
    }

    /** Reads a range or a list in parentheses. */
    Numbers rangeOrList() throws Refusal {
        lexer.expect("(");
        List<Term> list = new ArrayList<>(List.of(number()));
        if (lexer.take("..")) {
            Range range = new Range(list.getFirst(), number());
            lexer.expect(")");
            return new Numbers(Optional.of(range), List.of());
        }
        while (lexer.take(",")) {
            conditions.count();
            list.add(number());
        }
        lexer.expect(")");
        return new Numbers(Optional.empty(), list);
    }
}
