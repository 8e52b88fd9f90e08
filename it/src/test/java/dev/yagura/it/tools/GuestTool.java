package dev.yagura.it.tools;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A tool that prints what a system is, and how its output is compared.
 *
 * @param command words, without anything that a shell would change
 * @param atLeast how many lines it prints of a system at the least
 * @param form what its output is made of
 */
public record GuestTool(String command, int atLeast, Form form) {

    /**
     * Compares what a tool printed of a guest that stood still with what the guest's own printed
     * before and after.
     *
     * <p>A guest that answers is not idle: the shell that answers starts and ends processes. So
     * what it prints twice has to be shown, and what is shown it has to print once.
     *
     * @return what differs, in words; empty if nothing does
     */
    public List<String> differences(String before, String after, String shown) {
        Map<String, PrintedLine> first = byId(before);
        Map<String, PrintedLine> second = byId(after);
        Map<String, PrintedLine> now = byId(shown);
        List<String> differences = new ArrayList<>();
        int stable = 0;
        for (Map.Entry<String, PrintedLine> line : first.entrySet()) {
            if (second.containsKey(line.getKey())) {
                stable++;
                if (!now.containsKey(line.getKey())) {
                    differences.add("shows no " + line.getValue());
                }
            }
        }
        if (stable < atLeast) {
            differences.add(
                    "the guest itself prints %d lines twice, expected %d"
                            .formatted(stable, atLeast));
        }
        now.forEach((id, line) -> {
            PrintedLine earlier = first.get(id);
            PrintedLine later = second.get(id);
            if (earlier == null && later == null) {
                differences.add("shows what is not there: " + line);
            } else {
                differences.addAll(line.differences(earlier, later));
            }
        });
        return differences;
    }

    private Map<String, PrintedLine> byId(String output) {
        Map<String, PrintedLine> lines = new LinkedHashMap<>();
        for (PrintedLine line : form.lines(output)) {
            int number = 1;
            PrintedLine each = line;
            while (lines.putIfAbsent(each.id(), each) != null) {
                number++;
                each = line.numbered(number);
            }
        }
        return lines;
    }
}
