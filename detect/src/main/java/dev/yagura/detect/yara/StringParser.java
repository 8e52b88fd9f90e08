package dev.yagura.detect.yara;

import dev.yagura.detect.yara.pattern.BytePattern;
import dev.yagura.detect.yara.pattern.PatternException;
import dev.yagura.detect.yara.pattern.Patterns;
import dev.yagura.detect.yara.pattern.Patterns.Form;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Reads the strings of a rule. */
final class StringParser {
    private final Lexer lexer;

    private StringParser(Lexer lexer) {
        this.lexer = lexer;
    }

    /** Reads strings up to what is none. */
    static List<DeclaredString> parse(Lexer lexer) throws Refusal {
        StringParser parser = new StringParser(lexer);
        List<DeclaredString> strings = new ArrayList<>();
        Set<String> names = new HashSet<>();
        do {
            Token name = lexer.expect(Token.Kind.STRING, "a string");
            if (!name.text().isEmpty() && !names.add(name.text())) {
                throw new Refusal(name.start(), "string $%s is there twice".formatted(name.text()));
            }
            if (strings.size() >= YaraLimits.STRINGS_PER_RULE) {
                throw new Refusal(
                        name.start(),
                        "rule has more than %d strings".formatted(YaraLimits.STRINGS_PER_RULE));
            }
            lexer.expect("=");
            strings.add(parser.string(name));
        } while (lexer.peek().kind() == Token.Kind.STRING);
        return strings;
    }

    private DeclaredString string(Token name) throws Refusal {
        Token start = lexer.peek();
        try {
            if (start.kind() == Token.Kind.TEXT) {
                return text(name);
            }
            if (start.is("{")) {
                return bytes(name);
            }
            if (start.is("/")) {
                return expression(name);
            }
        } catch (PatternException e) {
            throw new Refusal(
                    start.start() + 1 + e.offset(),
                    "string $%s: %s".formatted(name.text(), e.getMessage()));
        }
        throw lexer.unexpected("a text, a hex string or a regular expression");
    }

    private DeclaredString text(Token name) throws Refusal {
        Token token = lexer.next();
        byte[] text = Bytes.of(token.text());
        Modifiers modifiers = Modifiers.ofText(lexer);
        boolean encoded = modifiers.has("base64") || modifiers.has("base64wide");
        int least = encoded ? Base64Texts.MIN_BYTES : 1;
        if (text.length < least || text.length > YaraLimits.TEXT_CHARS) {
            throw new Refusal(
                    token.start(),
                    "text has %d bytes, expected %d to %d"
                            .formatted(text.length, least, YaraLimits.TEXT_CHARS));
        }
        List<BytePattern> patterns = new ArrayList<>();
        for (boolean wide : forms(modifiers)) {
            if (encoded) {
                byte[] bytes = wide ? Patterns.widened(text) : text;
                addEncoded(patterns, Base64Texts.of(bytes, modifiers.alphabet()), modifiers);
            } else if (modifiers.has("xor")) {
                patterns.add(
                        Patterns.xor(
                                text,
                                modifiers.firstKey(),
                                modifiers.lastKey(),
                                form(modifiers, wide)));
            } else {
                patterns.add(Patterns.text(text, form(modifiers, wide)));
            }
        }
        return whole(name, modifiers, patterns);
    }

    private static void addEncoded(
            List<BytePattern> patterns, List<byte[]> texts, Modifiers modifiers) {
        for (byte[] text : texts) {
            if (modifiers.has("base64")) {
                patterns.add(Patterns.text(text, new Form(false, false, false)));
            }
            if (modifiers.has("base64wide")) {
                patterns.add(Patterns.text(text, new Form(false, false, true)));
            }
        }
    }

    private DeclaredString expression(Token name) throws Refusal, PatternException {
        String source = lexer.regex();
        String flags = lexer.flags();
        Modifiers modifiers = Modifiers.ofExpression(lexer);
        boolean nocase = modifiers.has("nocase") || flags.contains("i");
        List<BytePattern> patterns = new ArrayList<>();
        for (boolean wide : forms(modifiers)) {
            Form form = new Form(nocase, modifiers.has("fullword"), wide);
            patterns.add(Patterns.regex(source, flags.contains("s"), form));
        }
        return whole(name, modifiers, patterns);
    }

    private DeclaredString bytes(Token name) throws Refusal, PatternException {
        String hex = lexer.hex();
        Modifiers modifiers = Modifiers.ofBytes(lexer);
        List<List<BytePattern>> fragments = new ArrayList<>();
        List<DeclaredString.Gap> gaps = new ArrayList<>();
        for (Patterns.Part part : Patterns.hex(hex)) {
            if (!fragments.isEmpty()) {
                gaps.add(new DeclaredString.Gap(part.min(), part.max()));
            }
            fragments.add(List.of(part.pattern()));
        }
        return new DeclaredString(
                name.text(), name.start(), modifiers.has("private"), fragments, gaps);
    }

    private static List<Boolean> forms(Modifiers modifiers) {
        List<Boolean> wide = new ArrayList<>();
        if (modifiers.isAscii()) {
            wide.add(false);
        }
        if (modifiers.has("wide")) {
            wide.add(true);
        }
        return wide;
    }

    private static Form form(Modifiers modifiers, boolean wide) {
        return new Form(modifiers.has("nocase"), modifiers.has("fullword"), wide);
    }

    private static DeclaredString whole(
            Token name, Modifiers modifiers, List<BytePattern> patterns) {
        return new DeclaredString(
                name.text(), name.start(), modifiers.has("private"), List.of(patterns), List.of());
    }
}
