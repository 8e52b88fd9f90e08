package dev.yagura.detect.yara;

import java.io.IOException;

/** Something in a file of rules cannot be honoured. */
final class Refusal extends IOException {
    private static final long serialVersionUID = 1L;

    private final int offset;

    /**
     * Describes it.
     *
     * @param offset of the place in the file, in characters
     * @param problem what was found, and what was expected
     */
    Refusal(int offset, String problem) {
        super(problem);
        this.offset = offset;
    }

    /** Returns where it is, in characters from the start of the file. */
    int offset() {
        return offset;
    }
}
