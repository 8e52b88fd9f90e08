package dev.yagura.detect.storage.commands;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;

/**
 * A line of a shell taken apart into simple commands.
 *
 * <p>Known are quotes, backslashes, the separators {@code ; & | && ||}, groups, and substitutions
 * {@code $(…)}, {@code `…`} and {@code <(…)}, also in double quotes. Not known: here-documents,
 * arithmetic, variables. Any text is a line; what makes no sense to a shell gives some commands.
 */
final class ShellLine {
    /** Characters of a line that are looked at. */
    static final int MAX_CHARS = 16_384;

    private static final int MAX_COMMANDS = 1_000;

    /**
     * A simple command.
     *
     * @param words without their quotes
     * @param feeds index of the command that gets its output: over a pipe, or in its own words; -1
     *     if none does
     * @param isSubstitution whether the output becomes words, or a file, of that command
     */
    record Command(List<String> words, int feeds, boolean isSubstitution) {}

    private static final class Open {
        private final List<String> words = new ArrayList<>();
        private int feeds = -1;
        private boolean isSubstitution;
    }

    private final String text;
    private final List<Open> commands = new ArrayList<>();
    private final Deque<Integer> hosts = new ArrayDeque<>();
    private final StringBuilder word = new StringBuilder();
    private boolean inWord;
    private boolean inDouble;
    private final Deque<Integer> groups = new ArrayDeque<>();
    private int closedGroup = -1;
    private int current;

    private ShellLine(String text) {
        this.text = text.length() > MAX_CHARS ? text.substring(0, MAX_CHARS) : text;
        commands.add(new Open());
    }

    /** Returns the commands of a line, in order; some may have no words. */
    static List<Command> commands(String line) {
        ShellLine shell = new ShellLine(line);
        int at = 0;
        while (at < shell.text.length() && shell.commands.size() < MAX_COMMANDS) {
            at = shell.take(at);
        }
        shell.endWord();
        return shell.commands.stream()
                .map(open ->
                        new Command(
                                Collections.unmodifiableList(open.words),
                                open.feeds,
                                open.isSubstitution))
                .toList();
    }

    /** Takes what is at an index, and returns the index after it. */
    private int take(int at) {
        char c = text.charAt(at);
        if (text.startsWith("$(", at) || (!inDouble && text.startsWith("<(", at))) {
            open();
            return at + 2;
        }
        if (c == '`') {
            if (!hosts.isEmpty() && commands.get(current).isSubstitution) {
                close();
            } else {
                open();
            }
            return at + 1;
        }
        if (c == '"') {
            inDouble = !inDouble;
            inWord = true;
            return at + 1;
        }
        if (c == '\\' && at + 1 < text.length()) {
            append(text.charAt(at + 1));
            return at + 2;
        }
        if (c == ')' && !hosts.isEmpty()) {
            close();
            return at + 1;
        }
        return inDouble ? append(c, at) : unquoted(c, at);
    }

    private int unquoted(char c, int at) {
        if (c == '\'') {
            int end = text.indexOf('\'', at + 1);
            int stop = end < 0 ? text.length() : end;
            word.append(text, at + 1, stop);
            inWord = true;
            return stop + 1;
        }
        if (Character.isWhitespace(c)) {
            endWord();
            return at + 1;
        }
        if (c == '#' && !inWord) {
            return text.length();
        }
        boolean redirects = c == '&' && isRedirection(at);
        if (c == '|' && !text.startsWith("||", at)) {
            pipe();
            return text.startsWith("|&", at) ? at + 2 : at + 1;
        }
        if (";&|(){}".indexOf(c) >= 0 && !redirects && !isBrace(c, at)) {
            group(c);
            return at + 1;
        }
        return append(c, at);
    }

    /** Ends a command, and begins or ends a group of some. */
    private void group(char c) {
        separate();
        if (c == '(' || c == '{') {
            groups.push(current);
        } else if ((c == ')' || c == '}') && !groups.isEmpty()) {
            closedGroup = groups.pop();
        }
    }

    /** Tells {@code >&} and {@code &>} from an ampersand that ends a command. */
    private boolean isRedirection(int at) {
        boolean before = at > 0 && (text.charAt(at - 1) == '>' || text.charAt(at - 1) == '<');
        return before || text.startsWith("&>", at);
    }

    /** Tells the braces of {@code ${x}} and {@code a{b,c}} from those around commands. */
    private boolean isBrace(char c, int at) {
        boolean blankAfter = at + 1 >= text.length() || Character.isWhitespace(text.charAt(at + 1));
        return (c == '{' && (inWord || !blankAfter)) || (c == '}' && inWord);
    }

    private void append(char c) {
        word.append(c);
        inWord = true;
    }

    private int append(char c, int at) {
        append(c);
        return at + 1;
    }

    private void endWord() {
        if (inWord) {
            commands.get(current).words.add(word.toString());
        }
        word.setLength(0);
        inWord = false;
    }

    private void separate() {
        endWord();
        Open next = new Open();
        // What follows in a substitution has the same host.
        if (commands.get(current).isSubstitution) {
            next.feeds = commands.get(current).feeds;
            next.isSubstitution = true;
        }
        add(next);
    }

    private void pipe() {
        endWord();
        // After a group, the pipe reads from every command in it.
        boolean isGroup = closedGroup >= 0 && commands.get(current).words.isEmpty();
        List<Open> before =
                List.copyOf(commands.subList(isGroup ? closedGroup : current, current + 1));
        separate();
        for (Open one : before) {
            if (one.feeds < 0 || one == before.getLast()) {
                one.feeds = current;
                one.isSubstitution = false;
            }
        }
    }

    private void open() {
        endWord();
        hosts.push(current);
        Open inner = new Open();
        inner.feeds = current;
        inner.isSubstitution = true;
        add(inner);
        hosts.push(inDouble ? 1 : 0);
        inDouble = false;
    }

    private void close() {
        endWord();
        inDouble = hosts.pop() == 1;
        current = hosts.pop();
        inWord = true;
    }

    private void add(Open next) {
        commands.add(next);
        current = commands.size() - 1;
    }
}
