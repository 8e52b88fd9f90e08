package dev.yagura.detect.rules;

import dev.yagura.detect.rules.Expression.Value;
import dev.yagura.detect.yaml.YamlException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Reads a condition.
 *
 * <pre>
 * or         := and ("or" and)*
 * and        := not ("and" not)*
 * not        := "not" not | "(" or ")" | name | field operator value | field "exists"
 * operator   := = == != &lt; &lt;= &gt; &gt;= in contains startswith endswith glob
 * value      := word | "text" | 'text' | "(" value ("," value)* ")"
 * </pre>
 */
final class ConditionParser {
    private static final Set<String> RESERVED =
            Set.of(
                    "and",
                    "or",
                    "not",
                    "in",
                    "contains",
                    "startswith",
                    "endswith",
                    "glob",
                    "exists");

    private final ConditionText condition;
    private final List<Token> tokens;
    private int at;

    private ConditionParser(ConditionText condition) throws YamlException {
        this.condition = condition;
        this.tokens = Lexer.tokens(condition);
    }

    /**
     * Reads a condition.
     *
     * @throws YamlException if it is none
     */
    static Expression parse(ConditionText condition) throws YamlException {
        ConditionParser parser = new ConditionParser(condition);
        Expression whole = parser.or(0);
        if (parser.peek().kind() != Token.Kind.END) {
            throw parser.unexpected("and, or, or the end");
        }
        return whole;
    }

    private Expression or(int depth) throws YamlException {
        List<Expression> parts = new ArrayList<>(List.of(and(depth)));
        while (take("or")) {
            parts.add(and(depth));
        }
        return parts.size() == 1 ? parts.getFirst() : new Expression.Any(parts);
    }

    private Expression and(int depth) throws YamlException {
        List<Expression> parts = new ArrayList<>(List.of(not(depth)));
        while (take("and")) {
            parts.add(not(depth));
        }
        return parts.size() == 1 ? parts.getFirst() : new Expression.All(parts);
    }

    private Expression not(int depth) throws YamlException {
        if (depth > RuleLimits.DEPTH) {
            throw refused("is nested deeper than %d levels".formatted(RuleLimits.DEPTH));
        }
        if (take("not")) {
            return new Expression.Not(not(depth + 1));
        }
        if (take("(")) {
            Expression inner = or(depth + 1);
            if (!take(")")) {
                throw unexpected(")");
            }
            return inner;
        }
        Token field = peek();
        if (field.kind() != Token.Kind.WORD || RESERVED.contains(field.text())) {
            throw unexpected("a field, a macro, not, or (");
        }
        at++;
        Optional<Operator> operator = operator();
        int offset = condition.offset(field.start());
        if (operator.isEmpty()) {
            return new Expression.Name(field.text(), offset);
        }
        List<Value> values = operator.get() == Operator.EXISTS ? List.of() : values(operator.get());
        return new Expression.Comparison(field.text(), operator.get(), values, offset);
    }

    private Optional<Operator> operator() {
        Token token = peek();
        Optional<Operator> operator =
                token.kind() == Token.Kind.QUOTED ? Optional.empty() : Operator.of(token.text());
        operator.ifPresent(_ -> at++);
        return operator;
    }

    private List<Value> values(Operator operator) throws YamlException {
        if (!take("(")) {
            if (operator == Operator.IN) {
                throw unexpected("( and a list");
            }
            return List.of(value());
        }
        List<Value> values = new ArrayList<>(List.of(value()));
        while (take(",")) {
            values.add(value());
        }
        if (!take(")")) {
            throw unexpected(", or )");
        }
        return values;
    }

    private Value value() throws YamlException {
        Token token = peek();
        boolean quoted = token.kind() == Token.Kind.QUOTED;
        if (!quoted && token.kind() != Token.Kind.WORD) {
            throw unexpected("a value");
        }
        at++;
        return new Value(token.text(), quoted, condition.offset(token.start()));
    }

    private Token peek() {
        return tokens.get(at);
    }

    private boolean take(String word) {
        boolean there = peek().is(word);
        if (there) {
            at++;
        }
        return there;
    }

    private YamlException unexpected(String expected) {
        return refused("found %s, expected %s".formatted(peek().describe(), expected));
    }

    private YamlException refused(String problem) {
        return condition.refused(peek().start(), "condition: " + problem);
    }
}
