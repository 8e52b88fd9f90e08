package dev.yagura.detect.yara;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/** Reads sets of strings and of rules: {@code them}, {@code ($a, $b*)}, {@code (rule1, rule*)}. */
final class SetParser {
    private final Lexer lexer;
    private final Scope scope;
    private final boolean opened;

    SetParser(Lexer lexer, Scope scope) throws Refusal {
        this.lexer = lexer;
        this.scope = scope;
        this.opened = lexer.take("(");
        if (!opened && !lexer.peek().is("them")) {
            throw lexer.unexpected("them, or a list of strings or rules");
        }
    }

    /** Returns whether it is a set of strings. */
    boolean isOfStrings() {
        return !opened || lexer.peek().kind() != Token.Kind.WORD;
    }

    /** Reads a set of strings. */
    List<Integer> strings() throws Refusal {
        if (!opened) {
            Token them = lexer.next();
            return scope.strings(new Token(Token.Kind.STRINGS, "", 0, them.start()));
        }
        List<Integer> strings = new ArrayList<>();
        do {
            Token token = lexer.peek();
            if (token.kind() == Token.Kind.STRINGS) {
                strings.addAll(scope.strings(lexer.next()));
            } else if (token.text().isEmpty()) {
                throw lexer.unexpected("the name of a string");
            } else {
                lexer.expect(Token.Kind.STRING, "a string");
                strings.add(scope.number(token));
            }
            checkSize(strings);
        } while (lexer.take(","));
        lexer.expect(")");
        return strings;
    }

    /** Reads a set of rules. */
    List<Integer> rules() throws Refusal {
        List<Integer> rules = new ArrayList<>();
        do {
            Token name = lexer.expect(Token.Kind.WORD, "the name of a rule");
            if (lexer.take("*")) {
                rules.addAll(scope.rules(name));
            } else {
                OptionalInt rule = scope.rule(name);
                if (rule.isEmpty()) {
                    throw new Refusal(
                            name.start(), "no earlier rule is named %s".formatted(name.text()));
                }
                rules.add(rule.getAsInt());
            }
            checkSize(rules);
        } while (lexer.take(","));
        lexer.expect(")");
        return rules;
    }

    private void checkSize(List<Integer> set) throws Refusal {
        if (set.size() > YaraLimits.STRINGS_PER_RULE) {
            throw lexer.refused(
                    "set has more than %d members".formatted(YaraLimits.STRINGS_PER_RULE));
        }
    }
}
