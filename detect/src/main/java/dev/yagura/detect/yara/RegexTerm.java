package dev.yagura.detect.yara;

import dev.yagura.detect.yara.pattern.PatternException;
import dev.yagura.detect.yara.pattern.TextMatcher;

/** A text that is held against a regular expression. */
final class RegexTerm {
    private RegexTerm() {}

    /** Reads an expression with its flags. */
    static Term parse(Lexer lexer, TextTerm text) throws Refusal {
        if (!lexer.peek().is("/")) {
            throw lexer.unexpected("a regular expression");
        }
        int start = lexer.peek().start() + 1;
        String source = lexer.regex();
        String flags = lexer.flags();
        try {
            TextMatcher matcher = TextMatcher.of(source, flags.contains("i"), flags.contains("s"));
            return evaluation -> {
                evaluation.step();
                return Term.truth(matcher.isIn(Bytes.of(text.of(evaluation))));
            };
        } catch (PatternException e) {
            throw new Refusal(start + e.offset(), String.valueOf(e.getMessage()));
        }
    }
}
