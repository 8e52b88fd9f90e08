package dev.yagura.network.rules;

import java.util.ArrayList;
import java.util.List;

/**
 * A rule's text: a line with those that continue it.
 *
 * @param text without the backslashes and line breaks that join the lines
 * @param firstLine number of its first line, from 1
 * @param starts where in {@code text} each of its lines starts; the first at 0
 */
record RuleLine(String text, int firstLine, List<Integer> starts) {
    /** Returns the lines of a file that are neither empty nor comments. */
    static List<RuleLine> of(String file) {
        List<RuleLine> lines = new ArrayList<>();
        var joined = new StringBuilder();
        List<Integer> starts = new ArrayList<>();
        int number = 0;
        int first = 1;
        for (String line : (Iterable<String>) file.lines()::iterator) {
            number++;
            if (starts.isEmpty()) {
                first = number;
            }
            starts.add(joined.length());
            String end = line.stripTrailing();
            boolean comment = starts.size() == 1 && line.stripLeading().startsWith("#");
            if (end.endsWith("\\") && !comment) {
                joined.append(end, 0, end.length() - 1);
                continue;
            }
            joined.append(line);
            add(lines, joined, first, starts);
        }
        if (!starts.isEmpty()) {
            add(lines, joined, first, starts);
        }
        return lines;
    }

    private static void add(
            List<RuleLine> lines, StringBuilder joined, int first, List<Integer> starts) {
        String text = joined.toString();
        if (!text.isBlank() && !text.stripLeading().startsWith("#")) {
            lines.add(new RuleLine(text, first, List.copyOf(starts)));
        }
        joined.setLength(0);
        starts.clear();
    }

    /** Returns the line of a place in the text, from 1. */
    int lineOf(int offset) {
        return firstLine + index(offset);
    }

    /** Returns the column of a place in the text, from 1. */
    int columnOf(int offset) {
        return offset - starts.get(index(offset)) + 1;
    }

    private int index(int offset) {
        int index = 0;
        while (index + 1 < starts.size() && starts.get(index + 1) <= offset) {
            index++;
        }
        return index;
    }
}
