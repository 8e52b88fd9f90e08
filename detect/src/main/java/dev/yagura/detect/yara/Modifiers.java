package dev.yagura.detect.yara;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What is said of a string behind it. */
final class Modifiers {
    private static final int LAST_KEY = 255;
    private static final int BASE64_CHARS = 64;
    private static final Set<String> OF_TEXTS =
            Set.of("ascii", "wide", "nocase", "fullword", "private", "xor", "base64", "base64wide");
    private static final Set<String> OF_EXPRESSIONS =
            Set.of("ascii", "wide", "nocase", "fullword", "private");
    private static final Set<String> OF_BYTES = Set.of("private");

    /** Two that exclude each other, as in libyara. */
    private static final List<List<String>> EXCLUSIVE =
            List.of(
                    List.of("xor", "nocase"),
                    List.of("xor", "base64"),
                    List.of("xor", "base64wide"),
                    List.of("nocase", "base64"),
                    List.of("nocase", "base64wide"),
                    List.of("fullword", "base64"),
                    List.of("fullword", "base64wide"));

    private final Set<String> words = new HashSet<>();
    private int firstKey;
    private int lastKey = LAST_KEY;
    private String alphabet = Base64Texts.ALPHABET;

    private Modifiers() {}

    static Modifiers ofText(Lexer lexer) throws Refusal {
        return read(lexer, OF_TEXTS);
    }

    static Modifiers ofExpression(Lexer lexer) throws Refusal {
        return read(lexer, OF_EXPRESSIONS);
    }

    static Modifiers ofBytes(Lexer lexer) throws Refusal {
        return read(lexer, OF_BYTES);
    }

    private static Modifiers read(Lexer lexer, Set<String> allowed) throws Refusal {
        Modifiers modifiers = new Modifiers();
        while (OF_TEXTS.contains(lexer.peek().text()) && lexer.peek().kind() == Token.Kind.WORD) {
            Token token = lexer.peek();
            if (!allowed.contains(token.text())) {
                throw lexer.refused("modifier %s is not for such a string".formatted(token.text()));
            }
            if (!modifiers.words.add(token.text())) {
                throw lexer.refused("modifier %s is there twice".formatted(token.text()));
            }
            lexer.next();
            modifiers.argument(lexer, token.text());
        }
        for (List<String> two : EXCLUSIVE) {
            if (modifiers.words.containsAll(two)) {
                throw lexer.refused(
                        "modifiers %s and %s exclude each other".formatted(two.get(0), two.get(1)));
            }
        }
        return modifiers;
    }

    private void argument(Lexer lexer, String word) throws Refusal {
        boolean takesOne = word.equals("xor") || word.startsWith("base64");
        if (!takesOne || !lexer.take("(")) {
            return;
        }
        if (word.equals("xor")) {
            firstKey = key(lexer);
            lastKey = lexer.take("-") ? key(lexer) : firstKey;
            if (lastKey < firstKey) {
                throw lexer.refused("keys of xor are not in order");
            }
        } else {
            alphabet = lexer.expect(Token.Kind.TEXT, "an alphabet").text();
            if (alphabet.length() != BASE64_CHARS) {
                throw lexer.refused(
                        "alphabet has %d bytes, expected %d"
                                .formatted(alphabet.length(), BASE64_CHARS));
            }
        }
        lexer.expect(")");
    }

    private static int key(Lexer lexer) throws Refusal {
        long key = lexer.expect(Token.Kind.NUMBER, "a key").value();
        if (key > LAST_KEY) {
            throw lexer.refused("key of xor is %d, expected at most %d".formatted(key, LAST_KEY));
        }
        return (int) key;
    }

    boolean has(String word) {
        return words.contains(word);
    }

    /** Returns whether the text is looked for as it is: always, unless only wide is asked for. */
    boolean isAscii() {
        return has("ascii") || !has("wide");
    }

    int firstKey() {
        return firstKey;
    }

    int lastKey() {
        return lastKey;
    }

    String alphabet() {
        return alphabet;
    }
}
