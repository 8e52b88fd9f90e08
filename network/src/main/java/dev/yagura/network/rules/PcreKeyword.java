package dev.yagura.network.rules;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.yagura.network.rules.BufferCondition.Regex;
import dev.yagura.network.rules.BufferCondition.Where;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;
import org.safere.Pattern;

/** Reads {@code pcre:"/expression/letters"}. */
final class PcreKeyword {
    private final RuleOption option;
    private final Set<PcreSyntax.Flag> syntax = EnumSet.noneOf(PcreSyntax.Flag.class);
    private int flags = Pattern.UNIX_LINES; // the only line break of PCRE as Suricata has it
    private boolean anchored;
    private boolean relative;
    private @Nullable Buffer buffer;

    private PcreKeyword(RuleOption option) {
        this.option = option;
    }

    static void pcre(RuleOption option, RuleBuilder rule) throws RefusedException {
        new PcreKeyword(option).apply(rule);
    }

    private void apply(RuleBuilder rule) throws RefusedException {
        String value = option.required();
        boolean negated = value.startsWith("!");
        String text = option.unquoted(negated ? value.substring(1).strip() : value);
        int slash = text.lastIndexOf('/');
        if (slash < 1 || text.charAt(0) != '/') {
            throw option.refused("is %s, expected /expression/".formatted(RuleOption.quoted(text)));
        }
        for (int i = slash + 1; i < text.length(); i++) {
            take(text.charAt(i));
        }
        Where where = where(rule);
        LinearRegex regex = compile(text.substring(1, slash));
        rule.add(new Regex(where, regex, anchored, relative, negated));
    }

    private void take(char letter) throws RefusedException {
        switch (letter) {
            case 'i' -> flags |= Pattern.CASE_INSENSITIVE;
            case 's' -> flags |= Pattern.DOTALL;
            case 'm' -> {
                flags |= Pattern.MULTILINE;
                syntax.add(PcreSyntax.Flag.MULTILINE);
            }
            case 'x' -> flags |= Pattern.COMMENTS;
            case 'A' -> anchored = true;
            case 'E' -> syntax.add(PcreSyntax.Flag.DOLLAR_IS_END);
            case 'G' -> syntax.add(PcreSyntax.Flag.UNGREEDY);
            case 'R' -> relative = true;
            case 'O', 'B' -> {} // of limits that are not needed here, and of bytes as they are
            case 'U' -> buffer(Buffer.HTTP_URI);
            case 'I' -> buffer(Buffer.HTTP_URI_RAW);
            case 'P' -> buffer(Buffer.HTTP_REQUEST_BODY);
            case 'Q' -> buffer(Buffer.HTTP_RESPONSE_BODY);
            case 'H' -> buffer(Buffer.HTTP_HEADER);
            case 'D' -> buffer(Buffer.HTTP_HEADER_RAW);
            case 'M' -> buffer(Buffer.HTTP_METHOD);
            case 'C' -> buffer(Buffer.HTTP_COOKIE);
            case 'S' -> buffer(Buffer.HTTP_STATUS_CODE);
            case 'Y' -> buffer(Buffer.HTTP_STATUS_MESSAGE);
            case 'V' -> buffer(Buffer.HTTP_USER_AGENT);
            case 'W' -> buffer(Buffer.HTTP_HOST);
            case 'Z' -> buffer(Buffer.HTTP_HOST_RAW);
            default ->
                    throw option.refused(
                            "has the letter %s behind it, which is not supported"
                                    .formatted(RuleOption.quoted(String.valueOf(letter))));
        }
    }

    private void buffer(Buffer named) throws RefusedException {
        if (buffer != null && buffer != named) {
            throw option.refused("looks at %s and %s".formatted(buffer.keyword(), named.keyword()));
        }
        buffer = named;
    }

    private Where where(RuleBuilder rule) throws RefusedException {
        if (buffer == null) {
            return rule.look();
        }
        if (rule.hasSelected()) {
            Where selected = rule.look();
            if (selected.buffer() != buffer) {
                throw option.refused(
                        "looks at %s by its letters, behind %s"
                                .formatted(buffer.keyword(), selected.buffer().keyword()));
            }
            return selected;
        }
        rule.require(option, buffer);
        return new Where(buffer, List.of());
    }

    /** Compiles the expression, of which each byte of UTF-8 is a character. */
    private LinearRegex compile(String expression) throws RefusedException {
        String bytes = new String(expression.getBytes(UTF_8), ISO_8859_1);
        String translated = PcreSyntax.translate(option, bytes, syntax);
        try {
            return new LinearRegex(Pattern.compile(translated, flags), expression);
        } catch (PatternSyntaxException e) {
            throw option.refused("does not compile: " + e.getDescription());
        }
    }
}
