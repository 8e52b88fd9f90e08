package dev.yagura.it.tools;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A line that a tool printed.
 *
 * @param id what it is about; a line of the same thing has the same
 * @param text all of it that has to be as the guest prints it
 * @param parts the rest of it, in order
 */
record PrintedLine(String id, String text, List<Part> parts) {

    /**
     * What may differ.
     *
     * @param name of the column
     */
    record Part(String name, String text, Rule rule) {}

    PrintedLine {
        parts = List.copyOf(parts);
    }

    /** Returns the same line as another of several that are alike. */
    PrintedLine numbered(int number) {
        return new PrintedLine(id + " #" + number, text, parts);
    }

    /** Returns in what it differs from what the guest printed, at least once, of the same thing. */
    List<String> differences(@Nullable PrintedLine before, @Nullable PrintedLine after) {
        PrintedLine first = isAlike(before) ? before : null;
        PrintedLine second = isAlike(after) ? after : null;
        if (first == null && second == null) {
            return List.of("shows \"%s\" of: %s | %s".formatted(this, before, after));
        }
        List<String> differences = new ArrayList<>();
        for (int i = 0; i < parts.size(); i++) {
            Part part = parts.get(i);
            String earlier = first == null ? null : first.parts.get(i).text();
            String later = second == null ? null : second.parts.get(i).text();
            if (!part.rule().allows(earlier, later, part.text())) {
                differences.add(
                        "%s: shows %s %s of: %s, %s"
                                .formatted(id, part.name(), part.text(), earlier, later));
            }
        }
        return differences;
    }

    private boolean isAlike(@Nullable PrintedLine other) {
        return other != null && other.text.equals(text) && other.parts.size() == parts.size();
    }

    @Override
    public String toString() {
        StringBuilder all = new StringBuilder(text);
        parts.forEach(part -> all.append(' ').append(part.name()).append('=').append(part.text()));
        return all.toString();
    }
}
