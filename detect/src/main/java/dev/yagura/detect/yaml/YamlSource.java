package dev.yagura.detect.yaml;

import static java.util.Objects.requireNonNull;

/**
 * Text of a file, and the way from an offset in it to line and column.
 *
 * @param file name as the user gave it
 * @param text all of it, without a byte order mark
 */
public record YamlSource(String file, String text) {
    /** Drops a byte order mark. */
    public YamlSource {
        requireNonNull(file, "file");
        text = text.startsWith("\uFEFF") ? text.substring(1) : text;
    }

    /**
     * Returns an exception about a place.
     *
     * @param offset in {@code text}, in UTF-16 units
     */
    public YamlException refused(int offset, String problem) {
        return new YamlException(file, line(offset), column(offset), problem);
    }

    /** Returns the line of an offset, from 1. */
    public int line(int offset) {
        int line = 1;
        for (int i = 0; i < Math.min(offset, text.length()); i++) {
            if (text.charAt(i) == '\n') {
                line++;
            }
        }
        return line;
    }

    /** Returns the column of an offset, from 1. */
    public int column(int offset) {
        int at = Math.min(offset, text.length());
        return text.codePointCount(text.lastIndexOf('\n', at - 1) + 1, at) + 1;
    }
}
