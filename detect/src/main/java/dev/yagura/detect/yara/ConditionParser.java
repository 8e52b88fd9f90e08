package dev.yagura.detect.yara;

import dev.yagura.detect.yara.StringTerms.Range;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads a condition, from its lowest operator on.
 *
 * <pre>
 * or      := and ("or" and)*
 * and     := not ("and" not)*
 * not     := ("not" | "defined") not | relation
 * relation:= string | loop | of | number (comparison number)? | text ...
 * </pre>
 */
final class ConditionParser {
    private final Lexer lexer;
    private final Scope scope;
    private final NumberParser numbers;
    private int operators;
    private int depth;

    private ConditionParser(Lexer lexer, Scope scope) {
        this.lexer = lexer;
        this.scope = scope;
        this.numbers = new NumberParser(lexer, scope, this);
    }

    /** Reads a condition up to what cannot be a part of it. */
    static Term parse(Lexer lexer, Scope scope) throws Refusal {
        return new ConditionParser(lexer, scope).or().truth();
    }

    /** Counts an operator. */
    void count() throws Refusal {
        if (++operators > YaraLimits.OPERATORS) {
            throw lexer.refused(
                    "condition has more than %d operators".formatted(YaraLimits.OPERATORS));
        }
    }

    /** Goes one level deeper. */
    void descend() throws Refusal {
        if (++depth > YaraLimits.DEPTH) {
            throw lexer.refused(
                    "condition is nested deeper than %d levels".formatted(YaraLimits.DEPTH));
        }
    }

    /** Comes back. */
    void ascend() {
        depth--;
    }

    /** Reads anything. */
    Value or() throws Refusal {
        descend();
        List<Value> parts = new ArrayList<>(List.of(and()));
        while (lexer.take("or")) {
            count();
            parts.add(and());
        }
        ascend();
        return parts.size() == 1
                ? parts.getFirst()
                : new Value.Truth(Logic.or(parts.stream().map(Value::truth).toList()));
    }

    private Value and() throws Refusal {
        List<Value> parts = new ArrayList<>(List.of(not()));
        while (lexer.take("and")) {
            count();
            parts.add(not());
        }
        return parts.size() == 1
                ? parts.getFirst()
                : new Value.Truth(Logic.and(parts.stream().map(Value::truth).toList()));
    }

    private Value not() throws Refusal {
        descend();
        Value value;
        if (lexer.take("not")) {
            value = new Value.Truth(Logic.not(not().truth()));
        } else if (lexer.take("defined")) {
            value = new Value.Truth(Logic.defined(not().truth()));
        } else {
            value = relation();
        }
        ascend();
        return value;
    }

    private Value relation() throws Refusal {
        Token token = lexer.peek();
        if (token.kind() == Token.Kind.STRING) {
            return new Value.Truth(string(lexer.next()));
        }
        if (lexer.take("for")) {
            return new Value.Truth(loop());
        }
        if (lexer.take("true")) {
            return new Value.Truth(_ -> 1);
        }
        if (lexer.take("false")) {
            return new Value.Truth(_ -> 0);
        }
        Optional<Quantifier> word = quantifierWord();
        if (word.isPresent()) {
            lexer.expect("of");
            return new Value.Truth(of(word.get()));
        }
        return compared(numbers.value());
    }

    private Value compared(NumberParser.Operand first) throws Refusal {
        if (first.isPercent()) {
            lexer.expect("of");
            return new Value.Truth(of(new Quantifier.Percent(number(first.value()))));
        }
        if (lexer.take("of")) {
            return new Value.Truth(of(new Quantifier.Count(number(first.value()))));
        }
        Value left = ordered(first.value());
        while (true) {
            Token operator = lexer.peek();
            Comparison comparison = Comparison.of(operator);
            if (operator.is("matches")) {
                lexer.next();
                left = new Value.Truth(RegexTerm.parse(lexer, text(left)));
            } else if (comparison != null && comparison.isEquality()) {
                lexer.next();
                left = pair(comparison, left, ordered(numbers.value().value()));
            } else {
                return left;
            }
        }
    }

    /** Reads comparisons by size, which bind more than those for equality. */
    private Value ordered(Value first) throws Refusal {
        Value left = first;
        while (true) {
            Comparison comparison = Comparison.of(lexer.peek());
            if (comparison == null || comparison.isEquality()) {
                return left;
            }
            lexer.next();
            left = pair(comparison, left, numbers.value().value());
        }
    }

    private Value pair(Comparison comparison, Value left, Value right) throws Refusal {
        count();
        if (left instanceof Value.Text one && right instanceof Value.Text other) {
            return new Value.Truth(comparison.ofTexts(one.term(), other.term()));
        }
        if (comparison.isOfTexts()
                || !(left instanceof Value.Numeric one)
                || !(right instanceof Value.Numeric other)) {
            throw lexer.refused(
                    "compares %s with %s, expected two numbers or two texts"
                            .formatted(left.describe(), right.describe()));
        }
        return new Value.Truth(comparison.ofNumbers(one.term(), other.term()));
    }

    private TextTerm text(Value value) throws Refusal {
        if (value instanceof Value.Text text) {
            return text.term();
        }
        throw lexer.refused("found %s, expected a text".formatted(value.describe()));
    }

    private Term number(Value value) throws Refusal {
        if (value instanceof Value.Numeric number) {
            return number.term();
        }
        throw lexer.refused("found %s, expected a number".formatted(value.describe()));
    }

    private Term string(Token token) throws Refusal {
        StringRef string = scope.string(token);
        if (lexer.take("at")) {
            return StringTerms.foundAt(string, numbers.number());
        }
        return lexer.take("in")
                ? StringTerms.foundIn(string, numbers.range())
                : StringTerms.found(string);
    }

    private Optional<Quantifier> quantifierWord() throws Refusal {
        if (lexer.take("all")) {
            return Optional.of(new Quantifier.All());
        }
        if (lexer.take("any")) {
            return Optional.of(new Quantifier.Any());
        }
        return lexer.take("none") ? Optional.of(new Quantifier.None()) : Optional.empty();
    }

    private Quantifier quantifier() throws Refusal {
        Optional<Quantifier> word = quantifierWord();
        if (word.isPresent()) {
            return word.get();
        }
        NumberParser.Operand operand = numbers.value();
        Term number = number(operand.value());
        return operand.isPercent() ? new Quantifier.Percent(number) : new Quantifier.Count(number);
    }

    private Term of(Quantifier quantifier) throws Refusal {
        SetParser sets = new SetParser(lexer, scope);
        if (!sets.isOfStrings()) {
            List<Term> rules = new ArrayList<>();
            for (int rule : sets.rules()) {
                rules.add(evaluation -> Term.truth(evaluation.rule(rule)));
            }
            return Loops.of(quantifier, rules);
        }
        List<Integer> strings = sets.strings();
        Optional<Term> at = lexer.take("at") ? Optional.of(numbers.number()) : Optional.empty();
        Optional<Range> range =
                at.isEmpty() && lexer.take("in") ? Optional.of(numbers.range()) : Optional.empty();
        List<Term> found = new ArrayList<>();
        for (int string : strings) {
            if (at.isPresent()) {
                found.add(StringTerms.foundAt(_ -> string, at.get()));
            } else if (range.isPresent()) {
                found.add(StringTerms.foundIn(_ -> string, range.get()));
            } else {
                found.add(StringTerms.found(_ -> string));
            }
        }
        return Loops.of(quantifier, found);
    }

    private Term loop() throws Refusal {
        count();
        Quantifier quantifier = quantifier();
        int start = lexer.peek().start();
        if (lexer.take("of")) {
            List<Integer> strings = new SetParser(lexer, scope).strings();
            int loop = scope.enterStrings(start);
            return Loops.strings(quantifier, loop, strings, body());
        }
        Token variable = lexer.expect(Token.Kind.WORD, "of, or a variable");
        if (lexer.peek().is(",")) {
            throw lexer.refused("loops over two variables need a module, and none is supported");
        }
        lexer.expect("in");
        if (!lexer.peek().is("(")) {
            throw lexer.refused("loops over what modules have are not supported");
        }
        NumberParser.Numbers over = numbers.rangeOrList();
        int loop = scope.enter(variable);
        Term body = body();
        return over.range().isPresent()
                ? Loops.range(quantifier, loop, over.range().get(), body)
                : Loops.numbers(quantifier, loop, over.list(), body);
    }

    private Term body() throws Refusal {
        lexer.expect(":");
        lexer.expect("(");
        Term body = or().truth();
        lexer.expect(")");
        scope.leave();
        return body;
    }
}
