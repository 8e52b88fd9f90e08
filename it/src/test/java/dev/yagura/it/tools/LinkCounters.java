package dev.yagura.it.tools;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What {@code ip -s link} prints: lines of an interface, and counters below their names. */
final class LinkCounters implements Form {
    private static final Pattern INTERFACE = Pattern.compile("\\d+: (\\S+): .*");
    private static final Pattern NAMES = Pattern.compile("[RT]X: .*");

    @Override
    public List<PrintedLine> lines(String output) {
        List<PrintedLine> lines = new ArrayList<>();
        String of = "";
        String names = "";
        for (String line : Form.words(output)) {
            Matcher matcher = INTERFACE.matcher(line);
            if (matcher.matches()) {
                of = matcher.group(1) + " ";
            }
            if (names.isEmpty()) {
                lines.add(new PrintedLine(of + line, line, List.of()));
            } else {
                lines.add(counters(of, names, line));
            }
            names = NAMES.matcher(line).matches() ? line : "";
        }
        return lines;
    }

    private static PrintedLine counters(String of, String header, String line) {
        String[] names = header.split(" ", -1);
        String[] counts = line.split(" ", -1);
        List<PrintedLine.Part> parts = new ArrayList<>();
        for (int i = 0; i < counts.length; i++) {
            parts.add(new PrintedLine.Part(names[i + 1], counts[i], Rule.grows()));
        }
        return new PrintedLine(of + names[0], of + names[0], parts);
    }
}
