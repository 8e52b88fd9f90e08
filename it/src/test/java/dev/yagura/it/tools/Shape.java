package dev.yagura.it.tools;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A line of its own kind.
 *
 * @param pattern of a line, one blank between words; its groups are what may differ
 * @param rules one for each group
 */
record Shape(Pattern pattern, List<Rule> rules) {
    Shape(String pattern, Rule... rules) {
        this(Pattern.compile(pattern), List.of(rules));
    }

    /** Returns the line; empty if it is not of this kind. */
    Optional<PrintedLine> of(String line) {
        Matcher matcher = pattern.matcher(line);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        StringBuilder text = new StringBuilder();
        List<PrintedLine.Part> parts = new ArrayList<>();
        int at = 0;
        for (int i = 1; i <= matcher.groupCount(); i++) {
            text.append(line, at, matcher.start(i)).append('*');
            at = matcher.end(i);
            parts.add(new PrintedLine.Part("part " + i, matcher.group(i), rules.get(i - 1)));
        }
        text.append(line.substring(at));
        return Optional.of(new PrintedLine(text.toString(), text.toString(), parts));
    }
}
