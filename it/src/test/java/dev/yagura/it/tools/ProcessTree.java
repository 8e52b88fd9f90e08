package dev.yagura.it.tools;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What {@code pstree -p} draws: a line for each process and thread, with what it comes from. A
 * picture itself is another one as soon as one process has come.
 */
final class ProcessTree implements Form {
    /** A name may be in brackets itself, as {@code (sd-pam)}. */
    private static final Pattern NODE =
            Pattern.compile("(?:\\([^()]*\\)|[^\\s()|`+-][^()]*)\\((\\d+)\\)");

    private record Node(int column, String name) {}

    @Override
    public List<PrintedLine> lines(String output) {
        List<PrintedLine> lines = new ArrayList<>();
        Deque<Node> above = new ArrayDeque<>();
        for (String line : output.lines().toList()) {
            Matcher matcher = NODE.matcher(line);
            while (matcher.find()) {
                while (!above.isEmpty() && above.peek().column() >= matcher.start()) {
                    above.pop();
                }
                String name = matcher.group();
                String parent = above.isEmpty() ? "" : above.peek().name() + " ";
                lines.add(new PrintedLine(matcher.group(1), parent + name, List.of()));
                above.push(new Node(matcher.start(), name));
            }
        }
        return lines;
    }
}
