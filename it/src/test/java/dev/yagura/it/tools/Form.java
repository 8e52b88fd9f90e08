package dev.yagura.it.tools;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** How a tool's output is made of lines, and what of them has to be as the guest prints it. */
@FunctionalInterface
interface Form {
    /** Takes output apart. */
    List<PrintedLine> lines(String output);

    /** Lines that are what they are about, but for what shapes let differ. */
    static Form of(Shape... shapes) {
        return output -> {
            List<PrintedLine> lines = new ArrayList<>();
            for (String line : words(output)) {
                lines.add(
                        List.of(shapes).stream()
                                .flatMap(shape -> shape.of(line).stream())
                                .findFirst()
                                .orElse(new PrintedLine(line, line, List.of())));
            }
            return lines;
        };
    }

    /** Returns the same, without lines that match. */
    default Form without(String pattern) {
        return output ->
                lines(
                        words(output).stream()
                                .filter(line -> !line.matches(pattern))
                                .collect(Collectors.joining("\n")));
    }

    /** Returns lines with one blank between words, without those that have none. */
    static List<String> words(String output) {
        return output.lines()
                .map(line -> line.strip().replaceAll("\\s+", " "))
                .filter(line -> !line.isEmpty())
                .toList();
    }
}
