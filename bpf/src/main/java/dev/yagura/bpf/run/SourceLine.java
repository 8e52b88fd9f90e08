package dev.yagura.bpf.run;

import static java.util.Objects.requireNonNull;

/**
 * A place in the source of a program.
 *
 * @param file as the compiler was given it
 * @param line from 1
 */
public record SourceLine(String file, int line) {
    /** Requires the file. */
    public SourceLine {
        requireNonNull(file, "file");
    }

    @Override
    public String toString() {
        return file + ":" + line;
    }
}
