package dev.yagura.it.tools;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A table below a line of names.
 *
 * @param header the first words of that line
 * @param label the name of a first column that the line leaves out; empty if it does not
 * @param above what is above that line
 * @param ids columns that tell what a row is about
 * @param rules for columns that may differ
 */
record Table(String header, String label, Form above, Set<String> ids, Map<String, Rule> rules)
        implements Form {
    Table {
        ids = Set.copyOf(ids);
        rules = Map.copyOf(rules);
    }

    @Override
    public List<PrintedLine> lines(String output) {
        List<String> all = Form.words(output);
        int at = 0;
        while (at < all.size() && !all.get(at).startsWith(header)) {
            at++;
        }
        List<PrintedLine> lines =
                new ArrayList<>(above.lines(String.join("\n", all.subList(0, at))));
        if (at < all.size()) {
            String names = (label + " " + all.get(at)).strip();
            lines.add(new PrintedLine(names, names, List.of()));
            all.subList(at + 1, all.size()).forEach(line -> lines.add(row(names, line)));
        }
        return lines;
    }

    private PrintedLine row(String header, String line) {
        String[] names = header.split(" ", -1);
        String[] cells = line.split(" ", names.length);
        StringBuilder id = new StringBuilder();
        StringBuilder text = new StringBuilder();
        List<PrintedLine.Part> parts = new ArrayList<>();
        for (int i = 0; i < cells.length; i++) {
            Rule rule = rules.get(names[i]);
            if (rule != null) {
                parts.add(new PrintedLine.Part(names[i], cells[i], rule));
            } else {
                text.append(cells[i]).append(' ');
            }
            if (ids.contains(names[i])) {
                id.append(names[i]).append(' ').append(cells[i]).append(' ');
            }
        }
        return new PrintedLine(id.toString().strip(), text.toString().strip(), parts);
    }
}
