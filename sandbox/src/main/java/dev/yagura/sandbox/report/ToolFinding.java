package dev.yagura.sandbox.report;

import static java.util.Objects.requireNonNull;

/**
 * A line in which a tool says that it has found something.
 *
 * @param line its number in the output, from 1
 * @param text the line without the spaces around it; as the tool printed it, so hostile
 */
public record ToolFinding(int line, String text) {
    /** Requires the text. */
    public ToolFinding {
        requireNonNull(text, "text");
    }
}
