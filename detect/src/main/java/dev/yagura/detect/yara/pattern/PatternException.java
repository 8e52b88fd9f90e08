package dev.yagura.detect.yara.pattern;

import java.io.IOException;

/** A pattern is not written as patterns are, or asks for more than is allowed. */
public final class PatternException extends IOException {
    private static final long serialVersionUID = 1L;

    private final int offset;

    /**
     * Describes one.
     *
     * @param offset of the place in the pattern's text, in characters
     * @param problem what was found and what was expected
     */
    PatternException(int offset, String problem) {
        super(problem);
        this.offset = offset;
    }

    /** Returns the offset of the place in the pattern's text. */
    public int offset() {
        return offset;
    }
}
