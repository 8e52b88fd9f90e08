package dev.yagura.detect.yara;

import dev.yagura.detect.yara.YaraRule.Head;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;

/** Reads one rule, from its name on. */
final class RuleParser {
    private static final int MAX_META = 1_000;

    /** Characters of a rule's name, as in libyara. */
    private static final int MAX_NAME = 128;

    private final Lexer lexer;

    private RuleParser(Lexer lexer) {
        this.lexer = lexer;
    }

    /** Reads what stands before the brace. */
    static Head head(Lexer lexer) throws Refusal {
        boolean isPrivate = false;
        boolean isGlobal = false;
        while (!lexer.peek().is("rule")) {
            if (lexer.take("private")) {
                isPrivate = true;
            } else if (lexer.take("global")) {
                isGlobal = true;
            } else {
                throw lexer.unexpected("rule, private, global, import or include");
            }
        }
        lexer.next();
        Token name = lexer.expect(Token.Kind.WORD, "the name of a rule");
        if (Words.RESERVED.contains(name.text()) || name.text().length() > MAX_NAME) {
            throw new Refusal(name.start(), "rule cannot be named %s".formatted(name.describe()));
        }
        return new Head(name.text(), name.start(), isPrivate, isGlobal, tags(lexer));
    }

    private static List<String> tags(Lexer lexer) throws Refusal {
        List<String> tags = new ArrayList<>();
        if (lexer.take(":")) {
            do {
                tags.add(lexer.expect(Token.Kind.WORD, "a tag").text());
            } while (lexer.peek().kind() == Token.Kind.WORD);
        }
        return tags;
    }

    /**
     * Reads what is between the braces.
     *
     * @param rules numbers of earlier rules of the file, by name
     * @param refused names of those that were refused
     */
    static YaraRule body(
            Lexer lexer, String file, Head head, Map<String, Integer> rules, Set<String> refused)
            throws Refusal {
        return new RuleParser(lexer).body(file, head, rules, refused);
    }

    private YaraRule body(String file, Head head, Map<String, Integer> rules, Set<String> refused)
            throws Refusal {
        lexer.expect("{");
        SequencedMap<String, Object> meta = meta();
        List<DeclaredString> strings = List.of();
        if (lexer.take("strings")) {
            lexer.expect(":");
            strings = StringParser.parse(lexer);
        }
        lexer.expect("condition");
        lexer.expect(":");
        Scope scope = new Scope(strings, rules, refused);
        Term condition = ConditionParser.parse(lexer, scope);
        if (!lexer.peek().is("}")) {
            throw lexer.unexpected("and, or, or the end of the rule");
        }
        for (DeclaredString unused : scope.unused()) {
            throw new Refusal(
                    unused.start(),
                    "string $%s is not used in the condition".formatted(unused.name()));
        }
        return new YaraRule(file, head, meta, strings, condition, scope.usedRules());
    }

    private SequencedMap<String, Object> meta() throws Refusal {
        SequencedMap<String, Object> meta = new LinkedHashMap<>();
        if (!lexer.take("meta")) {
            return meta;
        }
        lexer.expect(":");
        int count = 0;
        while (!lexer.peek().is("strings") && !lexer.peek().is("condition")) {
            Token name = lexer.expect(Token.Kind.WORD, "the name of a meta value");
            lexer.expect("=");
            meta.put(name.text(), metaValue());
            if (++count > MAX_META) {
                throw lexer.refused("rule has more than %d meta values".formatted(MAX_META));
            }
        }
        return meta;
    }

    private Object metaValue() throws Refusal {
        if (lexer.take("true")) {
            return true;
        }
        if (lexer.take("false")) {
            return false;
        }
        if (lexer.take("-")) {
            return -lexer.expect(Token.Kind.NUMBER, "a number").value();
        }
        if (lexer.peek().kind() == Token.Kind.NUMBER) {
            return lexer.next().value();
        }
        return Bytes.toText(lexer.expect(Token.Kind.TEXT, "a text, a number or a truth").text());
    }
}
